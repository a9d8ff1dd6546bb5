package watch;

import static watch.WatchedStore.utf8;

import etcdserverpb.PutRequest;
import etcdserverpb.WatchResponse;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Prints what watchers cost a commit and an event, in CPU time of the one thread that does it all:
/// finding them, sorting the events, making the messages and, as a connection does, encoding them.
@Tag("long")
class WatchBench {

  private static final int WATCHERS = 10_000;
  private static final int BATCH = 100;

  /// Takes all and encodes it.
  private static final class EncodingClient implements Client {
    private long bytes;

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(WatchResponse response) {
      var buffer = ByteBufAllocator.DEFAULT.buffer(response.getSerializedSize());
      try (var out = new ByteBufOutputStream(buffer)) {
        response.writeTo(out);
        bytes += buffer.readableBytes();
      } catch (IOException inMemory) {
        throw new UncheckedIOException(inMemory);
      } finally {
        buffer.release();
      }
    }

    @Override
    public void fail(RuntimeException why) {
      throw why;
    }
  }

  private final WatchedStore store = new WatchedStore();
  private final EncodingClient client = new EncodingClient();

  @Test
  void nobodyWatches() {
    puts("no watcher", 200_000, i -> "k" + i % 1000);
  }

  @Test
  void eachWatcherOnAKeyOfItsOwn() {
    open(i -> "k" + i, "", WATCHERS);
    puts("10,000 streams, a key each, other keys written", 200_000, i -> "other" + i % 1000);
    puts("10,000 streams, a key each, all of them written", 200_000, i -> "k" + i % WATCHERS);
  }

  @Test
  void eachWatcherOnAPrefixOfItsOwn() {
    open(i -> String.format(Locale.ROOT, "k%05d/", i), "0", WATCHERS);
    puts(
        "10,000 streams, a prefix each, all of them written",
        200_000,
        i -> String.format(Locale.ROOT, "k%05d/x", i % WATCHERS));
  }

  @Test
  void allStreamsOnOneKey() {
    open(_ -> "k", "", WATCHERS);
    puts("10,000 streams on one key", 200, _ -> "k");
  }

  @Test
  void oneStreamWithAllWatchersOnOneKey() {
    var stream = store.open(client);
    for (int i = 0; i < WATCHERS; i++) {
      stream.request(Requests.watch("k"));
    }
    puts("10,000 watchers of one stream on one key", 200, _ -> "k");
  }

  @Test
  void thePast() {
    puts("no watcher", 100_000, i -> "k" + i % 1000);
    long begin = cpu();
    open(_ -> "k7", "", 100, 2);
    line("a key's past of 100,000 revisions, for each", cpu() - begin, 100L * 100_000);
  }

  private List<WatchStream> open(IntFunction<String> key, String endSuffix, int count) {
    return open(key, endSuffix, count, 0);
  }

  private List<WatchStream> open(IntFunction<String> key, String endSuffix, int count, long start) {
    List<WatchStream> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var begin = key.apply(i);
      var end = endSuffix.isEmpty() ? "" : begin.substring(0, begin.length() - 1) + endSuffix;
      var stream = store.open(client);
      stream.request(
          Requests.watch(begin, create -> create.setRangeEnd(utf8(end)).setStartRevision(start)));
      streams.add(stream);
    }
    return streams;
  }

  /// In batches, as the applier commits them under load.
  private void puts(String what, int count, IntFunction<String> key) {
    for (int round = 0; round < 3; round++) {
      long sentBefore = store.hub().eventsSent();
      long spent = 0;
      for (int from = 0; from < count; from += BATCH) {
        var batch = store.begin();
        for (int i = from; i < from + BATCH; i++) {
          batch.put(
              PutRequest.newBuilder()
                  .setKey(utf8(key.apply(i)))
                  .setValue(utf8("v".repeat(256)))
                  .build());
        }
        long begin = cpu();
        store.commit(batch);
        spent += cpu() - begin;
      }
      line(what + ": commit, each put", spent, count);
      long events = store.hub().eventsSent() - sentBefore;
      if (events > 0) {
        line(what + ": each event sent", spent, events);
      }
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void line(String what, long nanos, long times) {
    System.out.printf(Locale.ROOT, "%-65s %,12.3f us%n", what, nanos / 1e3 / times);
  }
}
