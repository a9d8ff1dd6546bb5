package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A client that was written for etcd watches here.
final class JetcdWatchTest {

  private final ClientPort port = new ClientPort();
  private final Queue<WatchEvent> events = new ConcurrentLinkedQueue<>();
  private final Queue<WatchResponse> responses = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private Client client;
  private KV kv;

  @BeforeEach
  void connect() {
    client = Client.builder().endpoints("http://127.0.0.1:" + port.port()).build();
    kv = client.getKVClient();
  }

  @AfterEach
  void close() {
    client.close();
    port.close();
  }

  private Watch.Watcher watch(String key, WatchOption option) {
    var listener =
        Watch.listener(
            response -> {
              responses.add(response);
              events.addAll(response.getEvents());
            },
            failures::add);
    return client.getWatchClient().watch(utf8(key), option, listener);
  }

  @Test
  void aPrefixIsWatchedFromThePastOn() throws Exception {
    kv.put(utf8("p/1"), utf8("a")).get();
    kv.put(utf8("q"), utf8("other")).get();
    var option = WatchOption.builder().isPrefix(true).withRevision(2).withPrevKV(true).build();
    try (var _ = watch("p/", option)) {
      kv.put(utf8("p/2"), utf8("b")).get();
      kv.put(utf8("p/1"), utf8("c")).get();
      kv.delete(utf8("p/2")).get();
      await().until(() -> events.size() == 4);
      assertThat(List.copyOf(events))
          .extracting(event -> event.getKeyValue().getModRevision())
          .containsExactly(2L, 4L, 5L, 6L);
      assertThat(List.copyOf(events))
          .extracting(WatchEvent::getEventType)
          .containsExactly(
              WatchEvent.EventType.PUT,
              WatchEvent.EventType.PUT,
              WatchEvent.EventType.PUT,
              WatchEvent.EventType.DELETE);
      assertThat(List.copyOf(events).get(2).getPrevKV().getValue()).isEqualTo(utf8("a"));
      assertThat(List.copyOf(events).get(3).getPrevKV().getValue()).isEqualTo(utf8("b"));
    }
    await().until(() -> port.member().hub().watchers() == 0);
  }

  @Test
  void progressIsHeard() {
    try (var _ = watch("a", WatchOption.builder().withProgressNotify(true).build())) {
      await().until(() -> responses.stream().anyMatch(response -> response.isProgressNotify()));
    }
  }

  @Test
  void aCompactedStartIsToldAsSuch() throws Exception {
    kv.put(utf8("a"), utf8("1")).get();
    kv.put(utf8("a"), utf8("2")).get();
    kv.compact(3).get();
    try (var _ = watch("a", WatchOption.builder().withRevision(2).build())) {
      await().until(() -> !failures.isEmpty());
      assertThat(failures.peek()).isInstanceOf(CompactedException.class);
    }
  }

  private static ByteSequence utf8(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }
}
