package process;

import static org.assertj.core.api.Assertions.assertThat;
import static process.Jetcd.await;
import static process.Jetcd.bytes;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchEvent.EventType;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// jetcd watches, and goes on watching when the leader is killed.
@Tag("process")
final class JetcdWatchTest {

  @RegisterExtension static final Cluster cluster = Cluster.shared();
  @RegisterExtension static final JetcdClient jetcd = new JetcdClient(cluster);

  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

  private static long put(String key, String value) throws Exception {
    return await(jetcd.get().getKVClient().put(bytes(key), bytes(value))).getHeader().getRevision();
  }

  private Watch.Watcher watch(String key, WatchOption options) {
    return jetcd
        .get()
        .getWatchClient()
        .watch(
            bytes(key), options, (WatchResponse response) -> events.addAll(response.getEvents()));
  }

  private List<WatchEvent> next(int count) throws InterruptedException {
    List<WatchEvent> next = new ArrayList<>();
    while (next.size() < count) {
      WatchEvent event = events.poll(Member.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(event).as("the event after %s", next).isNotNull();
      next.add(event);
    }
    return next;
  }

  @Test
  void hearsOfWhatWasAndWhatComes() throws Exception {
    long first = put("jetcd-watch/a", "one");
    put("jetcd-watch/b", "two");
    var options = WatchOption.builder().isPrefix(true).withRevision(first).withPrevKV(true).build();
    try (Watch.Watcher _ = watch("jetcd-watch/", options)) {
      next(2);
      await(jetcd.get().getKVClient().delete(bytes("jetcd-watch/a")));
      WatchEvent deleted = next(1).getFirst();
      assertThat(deleted.getEventType()).isEqualTo(EventType.DELETE);
      assertThat(deleted.getPrevKV().getValue()).isEqualTo(bytes("one"));
    }
  }

  @Test
  void hearsOnlyOfWhatItWantsToHear() throws Exception {
    long first = put("jetcd-filter", "one");
    var options = WatchOption.builder().withRevision(first).withNoPut(true).build();
    try (Watch.Watcher _ = watch("jetcd-filter", options)) {
      put("jetcd-filter", "two");
      await(jetcd.get().getKVClient().delete(bytes("jetcd-filter")));
      assertThat(next(1).getFirst().getEventType()).isEqualTo(EventType.DELETE);
    }
  }

  @Test
  void isToldThatThePastIsCompacted() throws Exception {
    long old = put("jetcd-compacted", "one");
    long compacted = put("jetcd-compacted", "two");
    await(jetcd.get().getKVClient().compact(compacted, CompactOption.DEFAULT));
    cluster.awaitEverywhere();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    try (Watch.Watcher _ =
        jetcd
            .get()
            .getWatchClient()
            .watch(
                bytes("jetcd-compacted"),
                WatchOption.builder().withRevision(old).build(),
                (WatchResponse _) -> {},
                (Throwable thrown) -> {
                  boolean _ = failure.complete(thrown);
                })) {
      assertThat(await(failure)).hasMessageContaining("required revision has been compacted");
    }
  }

  /// Each event once, in order, whatever happened in between.
  @Test
  void missesNothingWhenTheLeaderIsKilled() throws Exception {
    ByteSequence key = bytes("jetcd-failover-watch");
    long first = put("jetcd-failover-watch", "0");
    var fromThere = WatchOption.builder().withRevision(first).build();
    try (Watch.Watcher _ = watch("jetcd-failover-watch", fromThere)) {
      next(1);
      Member leader = cluster.awaitLeader();
      leader.kill();
      try {
        for (int i = 1; i <= 20; i++) {
          ByteSequence value = bytes(String.valueOf(i));
          Jetcd.awaitAgain(() -> jetcd.get().getKVClient().put(key, value));
        }
        List<String> values = new ArrayList<>();
        while (!values.contains("20")) {
          String value = next(1).getFirst().getKeyValue().getValue().toString();
          if (!value.equals(values.isEmpty() ? "" : values.getLast())) {
            values.add(value);
          }
        }
        assertThat(values)
            .containsExactlyElementsOf(
                IntStream.rangeClosed(1, 20).mapToObj(String::valueOf).toList());
      } finally {
        cluster.heal();
      }
    }
  }
}
