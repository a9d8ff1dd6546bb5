package sampo;

import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// Which heartbeats count as failures to send.
final class UnansweredTest {

  private static final MemberId SELF = new MemberId(1);
  private static final MemberId DEAD = new MemberId(2);
  private static final MemberId ALIVE = new MemberId(3);

  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1000);
  private final Unanswered heartbeats =
      new Unanswered(time::get, Duration.ofSeconds(1), Set.of(DEAD, ALIVE));

  /// Ten heartbeats a second to both, one of whom answers.
  private void lead(long millis) {
    for (long passed = 0; passed < millis; passed += 100) {
      beat(DEAD);
      beat(ALIVE);
      heartbeats.answered(ALIVE);
      pass(100);
    }
  }

  private void beat(MemberId to) {
    heartbeats.sent(to, new Raft.Heartbeat(SELF, 1, 0, 0));
  }

  private void pass(long millis) {
    time.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private long failures(MemberId to) {
    return heartbeats.counts().get(to);
  }

  @Test
  void everyoneIsThereFromTheStart() {
    assertThat(heartbeats.counts()).containsOnlyKeys(DEAD, ALIVE).containsValue(0L);
  }

  @Test
  void heartbeatsToWhoAnswersNoneCountOnceItHasOwedAnAnswerForLong() {
    lead(1000);
    assertThat(failures(DEAD)).isZero();
    lead(2000);
    assertThat(failures(DEAD)).isEqualTo(20);
    assertThat(failures(ALIVE)).isZero();
  }

  @Test
  void anAnswerMakesUpForAllBeforeIt() {
    lead(900);
    heartbeats.answered(DEAD);
    lead(1000);
    assertThat(failures(DEAD)).isZero();
  }

  /// The one who leads again, or whose process stood still, cannot blame others for that time.
  @Test
  void whoSentNothingWaitsAnew() {
    lead(900);
    pass(60_000);
    lead(1000);
    assertThat(failures(DEAD)).isZero();
  }

  /// A read asks whether a member still leads, and so it may be asked very often.
  @Test
  void howOftenSomeoneIsAskedDoesNotMakeItOweForLonger() {
    for (int i = 0; i < 1000; i++) {
      beat(DEAD);
    }
    assertThat(failures(DEAD)).isZero();
  }

  @Test
  void otherMessagesNeedNoAnswer() {
    for (int i = 0; i < 30; i++) {
      heartbeats.sent(DEAD, new Raft.TimeoutNow(SELF, 1));
      heartbeats.sent(SELF, new Raft.Heartbeat(SELF, 1, 0, 0));
      pass(100);
    }
    assertThat(heartbeats.counts().values()).containsOnly(0L);
  }
}
