package watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.TxnRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchCreateRequest.FilterType;
import etcdserverpb.WatchRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import mvcc.Past;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Whatever happens in whatever order, every stream hears just what it should (W1 to W9): writes,
/// compactions, watchers that come and go, clients that stop reading, a log that forgets at once or
/// never. A failure is told as a seed and a number of steps.
final class WatchTwinTest {

  private static final int STEPS = 300;

  @Property(tries = 800)
  void streamsHearWhatTheyShould(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = STEPS) int steps) {
    new Run(new Random(seed)).steps(steps);
  }

  /// A thread that works when the test lets it.
  private static final class Turn implements Executor {
    private final Queue<Runnable> work = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      work.add(task);
    }

    boolean doOne() {
      var task = work.poll();
      if (task != null) {
        task.run();
      }
      return task != null;
    }
  }

  private record Opened(CheckedStream client, WatchStream stream, Turn thread) {}

  private static final class Run {
    private static final String[] NAMES = {"\0", "a", "aa", "ab", "b", "ba", "c"};

    private final Random random;
    private final Chronicle chronicle = new Chronicle();
    private final Turn readers = new Turn();
    private final WatchedStore store;
    private final Past.Bounds window;
    private final List<Opened> streams = new ArrayList<>();

    /// Those of closed streams too.
    private final List<Turn> threads = new ArrayList<>();

    Run(Random random) {
      this.random = random;
      window = new Past.Bounds(1 + random.nextInt(5), 1 + random.nextInt(3000));
      long log = random.nextInt(3) == 0 ? 1 << 20 : random.nextInt(4000);
      int fragment = 1 + random.nextInt(200);
      store =
          new WatchedStore(
              log, new WatchLimits(window, fragment, 1 + random.nextInt(2), 1000), readers);
    }

    void steps(int count) {
      open();
      for (int i = 0; i < count; i++) {
        step();
      }
      settle();
      for (var opened : streams) {
        opened.client().assertComplete();
        ask(opened, Requests.progress());
        if (!opened.client().isEmpty() && opened.client().isAllBegun()) {
          assertThat(opened.client().lastProgressOfAll()).isEqualTo(chronicle.revision());
        }
      }
      assertThat(store.hub().lateWatchers()).isEqualTo(0);
      assertThat(store.hub().backlog()).isEqualTo(0);
    }

    private void step() {
      var opened = streams.get(random.nextInt(streams.size()));
      switch (random.nextInt(20)) {
        case 0 -> open();
        case 1, 2, 3 -> ask(opened, creation());
        case 4 -> ask(opened, Requests.cancel(random.nextInt(6) - 1));
        case 5 -> ask(opened, Requests.progress());
        case 6 -> opened.stream().tick();
        case 7 -> opened.client().room(random.nextInt(4));
        case 8 -> readOn(opened);
        case 9 -> compact();
        case 10 -> close(opened);
        case 11, 12 -> readers.doOne();
        case 13, 14, 15 -> opened.thread().doOne();
        default -> write();
      }
    }

    private void open() {
      if (streams.size() < 4) {
        var client = new CheckedStream(chronicle, window.bytes());
        var thread = new Turn();
        threads.add(thread);
        streams.add(new Opened(client, store.open(client, thread), thread));
      }
    }

    private void close(Opened opened) {
      if (streams.size() > 1) {
        opened.stream().close();
        streams.remove(opened);
      }
    }

    private void ask(Opened opened, WatchRequest request) {
      opened.client().asks(request);
      opened.stream().request(request);
    }

    private void readOn(Opened opened) {
      opened.client().room(Integer.MAX_VALUE);
      opened.stream().run();
    }

    private WatchRequest creation() {
      var create = WatchCreateRequest.newBuilder().setKey(name());
      if (random.nextBoolean()) {
        create.setRangeEnd(random.nextInt(4) == 0 ? Keys.ZERO : name());
      }
      long current = chronicle.revision();
      switch (random.nextInt(4)) {
        case 0 -> create.setStartRevision(1 + random.nextLong(current));
        case 1 -> create.setStartRevision(current + random.nextInt(5) - 2);
        default -> create.setStartRevision(0);
      }
      if (random.nextInt(4) == 0) {
        create.addFilters(random.nextBoolean() ? FilterType.NOPUT : FilterType.NODELETE);
      }
      return WatchRequest.newBuilder()
          .setCreateRequest(
              create
                  .setWatchId(random.nextInt(4) == 0 ? random.nextInt(5) : 0)
                  .setPrevKv(random.nextBoolean())
                  .setProgressNotify(random.nextBoolean())
                  .setFragment(random.nextBoolean()))
          .build();
    }

    private ByteString name() {
      return ByteString.copyFromUtf8(NAMES[random.nextInt(NAMES.length)]);
    }

    /// A few transactions in one batch, as the applier has them.
    private void write() {
      var batch = store.begin();
      for (int i = random.nextInt(4); i >= 0; i--) {
        var txn = txn();
        chronicle.happened(txn);
        batch.txn(txn);
      }
      store.commit(batch);
    }

    private TxnRequest txn() {
      var keys = new ArrayList<>(IntStream.range(0, NAMES.length).boxed().toList());
      Collections.shuffle(keys, random);
      var txn = TxnRequest.newBuilder();
      for (int key : keys.subList(0, random.nextInt(5) == 0 ? 5 : 1)) {
        var name = ByteString.copyFromUtf8(NAMES[key]);
        txn.addSuccess(
            random.nextInt(3) == 0
                ? Chronicle.deletionOf(name)
                : Chronicle.putOf(name, "v".repeat(random.nextInt(60)) + random.nextInt()));
      }
      return txn.build();
    }

    private void compact() {
      long from = Math.max(1, chronicle.compactRevision() + 1);
      if (from <= chronicle.revision() && random.nextInt(3) == 0) {
        long at = from + random.nextLong(chronicle.revision() - from + 1);
        chronicle.compacted(at);
        store.compact(at);
      }
    }

    private void settle() {
      streams.forEach(opened -> opened.client().room(Integer.MAX_VALUE));
      streams.forEach(opened -> opened.stream().run());
      boolean busy = true;
      while (busy) {
        busy = readers.doOne();
        for (var thread : threads) {
          busy |= thread.doOne();
        }
      }
    }
  }
}
