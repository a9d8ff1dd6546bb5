package proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcd.EtcdError;
import etcdserverpb.PutResponse;
import etcdserverpb.ResponseHeader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PendingRepliesTest {

  private static final PutResponse RESPONSE =
      PutResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(5)).build();

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
  private final PendingReplies replies = create(8, TimeoutCause.UNKNOWN);

  private PendingReplies create(int capacity, TimeoutCause cause) {
    return new PendingReplies(
        new RequestIds(1, 1_000), capacity, Duration.ofSeconds(7), cause, nanos::get);
  }

  @Test
  void anAppliedProposalAnswersItsWaiterAndNoOther() {
    var first = replies.register(PutResponse.class::cast);
    var second = replies.register(PutResponse.class::cast);
    replies.complete(second.id(), RESPONSE);
    assertThat(second).isCompletedWithValue(RESPONSE);
    assertThat(first).isNotDone();
    assertThat(replies.size()).isEqualTo(1);
  }

  @Test
  void theAnswerIsFinishedForTheClient() {
    var reply = replies.register(response -> ((PutResponse) response).getHeader().getRevision());
    replies.complete(reply.id(), RESPONSE);
    assertThat(reply).isCompletedWithValue(5L);
  }

  @Test
  void answersToStrangersAreDropped() {
    replies.complete(42, RESPONSE);
    replies.fail(42, EtcdError.COMPACTED.exception());
    assertThat(replies.isAwaited(42)).isFalse();
  }

  @Test
  void aRefusalReachesItsWaiter() {
    var reply = replies.register(PutResponse.class::cast);
    assertThat(replies.isAwaited(reply.id())).isTrue();
    replies.fail(reply.id(), EtcdError.COMPACTED.exception());
    assertFailed(reply, EtcdError.COMPACTED);
    assertThat(replies.isAwaited(reply.id())).isFalse();
  }

  @Test
  void whoWaitsTooLongIsToldWhy() {
    var byStart =
        create(8, since -> since < 0 ? EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL : EtcdError.TIMEOUT);
    var early = byStart.register(PutResponse.class::cast);
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    var late = byStart.register(PutResponse.class::cast);
    nanos.addAndGet(Duration.ofSeconds(4).toNanos() - 1);
    byStart.sweep();
    assertThat(early).isNotDone();
    nanos.incrementAndGet();
    byStart.sweep();
    assertFailed(early, EtcdError.TIMEOUT);
    assertThat(late).isNotDone();
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    byStart.sweep();
    assertFailed(late, EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL);
    assertThat(byStart.failed()).isEqualTo(2);
    assertThat(byStart.size()).isZero();
  }

  @Test
  void noMoreWaitThanFit() {
    for (int i = 0; i < 8; i++) {
      replies.register(PutResponse.class::cast);
    }
    assertThatThrownBy(() -> replies.register(PutResponse.class::cast))
        .hasMessage(EtcdError.TOO_MANY_REQUESTS.text());
  }

  @Test
  void oneWhoNeverGetsAnAnswerBlocksNoOther() {
    var stuck = replies.register(PutResponse.class::cast);
    for (int i = 0; i < 1_000; i++) {
      var next = replies.register(PutResponse.class::cast);
      replies.complete(next.id(), RESPONSE);
      assertThat(next).isCompleted();
    }
    assertThat(stuck).isNotDone();
  }

  @Test
  void stoppingFailsThoseWhoWaitAndThoseWhoCome() {
    var waiting = replies.register(PutResponse.class::cast);
    replies.stop();
    assertFailed(waiting, EtcdError.STOPPED);
    assertFailed(replies.register(PutResponse.class::cast), EtcdError.STOPPED);
  }

  private static void assertFailed(CompletableFuture<?> future, EtcdError error) {
    assertThat(future).isDone();
    assertThatThrownBy(future::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .hasMessage(error.text());
  }
}
