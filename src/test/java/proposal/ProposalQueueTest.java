package proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class ProposalQueueTest {

  private final AtomicInteger wakes = new AtomicInteger();
  private final ProposalQueue queue = new ProposalQueue(4, 100, wakes::incrementAndGet);

  @Test
  void whatNobodyWaitsForIsNotProposed() {
    var given = new Reply<>(Function.identity());
    queue.submit(bytes("x".repeat(90)), given);
    submit("b");
    given.cancel(false);
    assertThat(queue.take().awaited()).containsExactly(bytes("b"));
    submit("x".repeat(100));
    assertThat(queue.take().awaited()).hasSize(1);
  }

  @Test
  void aBatchIsOverOnceNobodyWaitsForAnyOfIt() {
    var a = new Reply<>(Function.identity());
    var b = new Reply<>(Function.identity());
    queue.submit(bytes("a"), a);
    queue.submit(bytes("b"), b);
    var batch = queue.take();
    b.cancel(false);
    assertThat(batch.isOver()).isFalse();
    assertThat(batch.awaited()).containsExactly(bytes("a"));
    a.cancel(false);
    assertThat(batch.isOver()).isTrue();
    assertThat(batch.awaited()).isEmpty();
  }

  @Test
  void onlyTheFirstProposalSinceTheLastTakeWakes() {
    submit("a");
    submit("b");
    assertThat(wakes).hasValue(1);
    assertThat(queue.take().awaited()).containsExactly(bytes("a"), bytes("b"));
    submit("c");
    assertThat(wakes).hasValue(2);
    assertThat(queue.take().awaited()).containsExactly(bytes("c"));
    assertThat(queue.take().awaited()).isEmpty();
  }

  @Test
  void theCountIsBounded() {
    List.of("a", "b", "c", "d").forEach(text -> submit(text));
    assertThatThrownBy(() -> submit("e")).hasMessage(EtcdError.TOO_MANY_REQUESTS.text());
    assertThat(queue.take().awaited()).hasSize(4);
    submit("e");
    assertThat(queue.take().awaited()).containsExactly(bytes("e"));
  }

  @Test
  void theBytesAreBoundedAndFreedByTaking() {
    submit("x".repeat(60));
    assertThatThrownBy(() -> submit("x".repeat(41))).hasMessage(EtcdError.TOO_MANY_REQUESTS.text());
    submit("x".repeat(40));
    queue.take();
    submit("x".repeat(100));
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void nothingIsLostOrSleptOverAmongThreads() throws InterruptedException {
    int each = 20_000;
    var bell = new Semaphore(0);
    var shared = new ProposalQueue(1 << 16, 1 << 30, bell::release);
    var start = new CountDownLatch(1);
    var threads = new ArrayList<Thread>();
    for (String name : List.of("a", "b", "c")) {
      threads.add(Thread.ofVirtual().start(() -> submit(shared, start, name, each)));
    }
    start.countDown();
    var seen = new HashSet<ByteString>();
    while (seen.size() < 3 * each) {
      bell.acquire();
      for (var proposal : shared.take().awaited()) {
        assertThat(seen.add(proposal)).isTrue();
      }
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(shared.take().awaited()).isEmpty();
  }

  private static void submit(ProposalQueue queue, CountDownLatch start, String name, int count) {
    try {
      start.await();
    } catch (InterruptedException stopped) {
      return;
    }
    for (int i = 0; i < count; i++) {
      submit(queue, name + i);
    }
  }

  private void submit(String text) {
    submit(queue, text);
  }

  private static void submit(ProposalQueue queue, String text) {
    queue.submit(bytes(text), new Reply<>(Function.identity()));
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
