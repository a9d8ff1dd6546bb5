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
import org.junit.jupiter.api.Test;

final class ProposalQueueTest {

  private final AtomicInteger wakes = new AtomicInteger();
  private final ProposalQueue queue = new ProposalQueue(4, 100, wakes::incrementAndGet);

  @Test
  void onlyTheFirstProposalSinceTheLastTakeWakes() {
    queue.submit(bytes("a"));
    queue.submit(bytes("b"));
    assertThat(wakes).hasValue(1);
    assertThat(queue.take()).containsExactly(bytes("a"), bytes("b"));
    queue.submit(bytes("c"));
    assertThat(wakes).hasValue(2);
    assertThat(queue.take()).containsExactly(bytes("c"));
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void theCountIsBounded() {
    List.of("a", "b", "c", "d").forEach(text -> queue.submit(bytes(text)));
    assertThatThrownBy(() -> queue.submit(bytes("e")))
        .hasMessage(EtcdError.TOO_MANY_REQUESTS.text());
    assertThat(queue.take()).hasSize(4);
    queue.submit(bytes("e"));
    assertThat(queue.take()).containsExactly(bytes("e"));
  }

  @Test
  void theBytesAreBoundedAndFreedByTaking() {
    queue.submit(bytes("x".repeat(60)));
    assertThatThrownBy(() -> queue.submit(bytes("x".repeat(41))))
        .hasMessage(EtcdError.TOO_MANY_REQUESTS.text());
    queue.submit(bytes("x".repeat(40)));
    queue.take();
    queue.submit(bytes("x".repeat(100)));
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
      for (var proposal : shared.take()) {
        assertThat(seen.add(proposal)).isTrue();
      }
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(shared.take()).isEmpty();
  }

  private static void submit(ProposalQueue queue, CountDownLatch start, String name, int count) {
    try {
      start.await();
    } catch (InterruptedException stopped) {
      return;
    }
    for (int i = 0; i < count; i++) {
      queue.submit(bytes(name + i));
    }
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
