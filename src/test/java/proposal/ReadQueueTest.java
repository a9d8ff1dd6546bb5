package proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcd.EtcdError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ReadQueueTest {

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger wakes = new AtomicInteger();
  private final AtomicInteger state = new AtomicInteger();
  private final ReadQueue queue =
      new ReadQueue(8, Duration.ofSeconds(7), nanos::get, wakes::incrementAndGet);

  @Test
  void readsAreServedTogetherFromTheStateOfThatMoment() {
    var first = submit();
    var second = submit();
    assertThat(wakes).hasValue(1);
    var batch = queue.take();
    state.set(3);
    assertThat(first).isNotDone();
    batch.serve();
    assertThat(first).isCompletedWithValue(3);
    assertThat(second).isCompletedWithValue(3);
    assertThat(queue.size()).isZero();
  }

  @Test
  void batchesJoin() {
    var first = submit();
    var before = queue.take();
    var second = submit();
    before.and(queue.take()).serve();
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
  }

  @Test
  void aTakeOfNothingIsEmpty() {
    assertThat(queue.take().isEmpty()).isTrue();
    submit();
    assertThat(queue.take().isEmpty()).isFalse();
  }

  @Test
  void refusedReadsHearWhyOnce() {
    var read = submit();
    var batch = queue.take();
    batch.refuse(EtcdError.LEADER_CHANGED.exception());
    batch.serve();
    assertFailed(read, EtcdError.LEADER_CHANGED);
    assertThat(queue.failed()).isEqualTo(1);
  }

  @Test
  void aReadOutOfTimeFailsWhereverItWaits() {
    var taken = submit();
    var batch = queue.take();
    var queued = submit();
    nanos.addAndGet(Duration.ofSeconds(7).toNanos());
    queue.sweep();
    assertFailed(taken, EtcdError.TIMEOUT);
    assertFailed(queued, EtcdError.TIMEOUT);
    batch.serve();
    queue.take().serve();
    assertThat(queue.failed()).isEqualTo(2);
  }

  @Test
  void whatAReadFailsWithIsItsAnswer() {
    var read =
        new LinearizableRead<>(
            () -> {
              throw EtcdError.COMPACTED.exception();
            },
            Runnable::run);
    queue.submit(read);
    queue.take().serve();
    assertFailed(read, EtcdError.COMPACTED);
  }

  @Test
  void noMoreWaitThanFit() {
    for (int i = 0; i < 8; i++) {
      submit();
    }
    assertThatThrownBy(this::submit).hasMessage(EtcdError.TOO_MANY_REQUESTS.text());
  }

  @Test
  void stoppingFailsThoseWhoWaitAndThoseWhoCome() {
    var waiting = submit();
    queue.stop();
    assertFailed(waiting, EtcdError.STOPPED);
    assertFailed(submit(), EtcdError.STOPPED);
  }

  private LinearizableRead<Integer> submit() {
    var read = new LinearizableRead<>(state::get, Runnable::run);
    queue.submit(read);
    return read;
  }

  private static void assertFailed(CompletableFuture<?> future, EtcdError error) {
    assertThat(future).isDone();
    assertThatThrownBy(future::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .hasMessage(error.text());
  }
}
