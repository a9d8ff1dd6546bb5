package actors;

import static org.assertj.core.api.Assertions.assertThat;

import lease.LeaseAnswer;
import org.junit.jupiter.api.Test;

/// What a lessor does while its member leads.
final class LeaseOfficeTest extends LeaseSteps {

  // -- a leader

  @Test
  void aRenewalIsPromisedOnlyAfterAQuorumHasConfirmedTheLeader() {
    lead(1);
    grant(5, 10);
    confirm();
    var renewal = renew(5);
    assertThat(renewal).isNotDone();
    confirm();
    assertThat(renewal).isCompletedWithValue(new LeaseAnswer.Alive(10, 10));
  }

  @Test
  void oneRoundServesAllThatWaitAndNoneThatCameLater() {
    lead(1);
    grant(5, 10);
    confirm();
    var first = renew(5);
    var second = renew(5);
    var third = renew(404);
    assertThat(rounds).hasSize(1);
    confirm();
    assertThat(first).isDone();
    assertThat(second).isNotDone();
    confirm();
    assertThat(second).isDone();
    assertThat(third).isCompletedWithValue(GONE);
    assertThat(rounds).isEmpty();
  }

  /// etcd's issue 20615: a leader that was deposed must promise nothing, and does not know that it
  /// was.
  @Test
  void aLeaderDeposedDuringTheRoundPromisesNothing() {
    lead(1);
    grant(5, 10);
    confirm();
    var renewal = renew(5);
    follow(OTHER, 2);
    confirm();
    assertThat(renewal).isNotDone();
    pass(0.1);
    assertThat(sent).extracting(Sent::to).contains(OTHER);
  }

  /// It led before and leads again, but others may have led in between.
  @Test
  void aRoundOfAnEarlierTermConfirmsNothing() {
    lead(1);
    grant(5, 10);
    confirm();
    var renewal = renew(5);
    lead(3);
    confirm();
    assertThat(renewal).isNotDone();
    pass(0.1);
    confirm();
    assertThat(renewal).isCompletedWithValue(new LeaseAnswer.Alive(10, 10));
  }

  @Test
  void leasesEndOnlyAfterAQuorumHasConfirmedTheLeader() {
    lead(1);
    confirm();
    grant(5, 10);
    pass(10.2);
    assertThat(proposed).isEmpty();
    confirm();
    assertThat(ended()).containsExactly(5L);
    assertThat(proposed.getFirst().term()).isEqualTo(1);
  }

  @Test
  void noLeaseEndsWhileNoQuorumAnswers() {
    lead(1);
    confirm();
    grant(5, 10);
    for (int i = 0; i < 20; i++) {
      pass(1);
      fail();
    }
    assertThat(proposed).isEmpty();
    confirmOnceBegun();
    assertThat(ended()).containsExactly(5L);
  }

  /// Those who could not reach the leader for a while come all at once.
  @Test
  void aRenewalThatCameBeforeTheConfirmationSavesItsLease() {
    lead(1);
    confirm();
    grant(5, 10);
    pass(10.2);
    var late = renew(5);
    confirm();
    assertThat(proposed).isEmpty();
    confirm();
    assertThat(late).isCompletedWithValue(new LeaseAnswer.Alive(10, 10));
    pass(9.8);
    assertThat(rounds).isEmpty();
  }

  @Test
  void aRenewalDuringTheEndOfItsLeaseHearsThatItIsGone() {
    lead(1);
    confirm();
    grant(5, 10);
    pass(10.2);
    confirm();
    var late = renew(5);
    confirm();
    assertThat(late).isNotDone();
    applyProposed();
    confirm();
    assertThat(late).isCompletedWithValue(GONE);
  }

  @Test
  void aNewLeaderStartsAllTimesAnew() {
    lead(1);
    confirm();
    grant(5, 10);
    pass(9);
    follow(OTHER, 2);
    pass(60);
    lead(3);
    confirm();
    pass(10.8);
    assertThat(rounds).isEmpty();
    pass(0.3);
    confirm();
    assertThat(ended()).containsExactly(5L);
  }
}
