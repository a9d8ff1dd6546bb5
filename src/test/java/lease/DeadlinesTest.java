package lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import mvcc.Batch;
import mvcc.MemoryBackend;
import mvcc.Store;
import mvcc.StoreLimits;
import org.junit.jupiter.api.Test;
import proposal.wire.LeaseCheckpoint;
import proposal.wire.LeaseGrantId;

/// The times of leases while one member leads, in virtual time.
final class DeadlinesTest {

  private static final Duration ELECTION = Duration.ofSeconds(1);
  private static final LeaseTimes TIMES = new LeaseTimes(ELECTION, Duration.ofMinutes(5), 3);

  private final LeaseTable table = new LeaseTable(LeaseWatcher.NONE);
  private final Store store = Store.open(new MemoryBackend(), StoreLimits.defaults(), table);
  private long index;
  private long now = Long.MAX_VALUE - 5;
  private Deadlines deadlines = new Deadlines(table, TIMES, LeaseWatcher.NONE, now);

  @Test
  void aLeaseEndsOnceItsTimeIsOver() {
    grant(5, 10);
    pass(9.9);
    assertThat(deadlines.hasDue()).isFalse();
    pass(0.2);
    assertThat(expire()).containsExactly(5L);
    assertThat(deadlines.hasDue()).isFalse();
  }

  @Test
  void aRenewalStartsItsTimeAnew() {
    grant(5, 10);
    pass(8);
    assertThat(renew(5)).isEqualTo(new LeaseAnswer.Alive(10, 10));
    pass(9.9);
    assertThat(deadlines.hasDue()).isFalse();
    assertThat(timeToLive(5)).isEqualTo(new LeaseAnswer.Alive(0, 10));
    pass(0.2);
    assertThat(expire()).containsExactly(5L);
  }

  /// Clocks are read in nanoseconds, ends are kept in milliseconds: no part of one may be lost.
  @Test
  void aRenewalLateInAMillisecondGivesAllItsTimeToo() {
    grant(5, 10);
    now += 200_900_000;
    deadlines.advance(now);
    renew(5);
    pass(9);
    now += 999_500_000;
    deadlines.advance(now);
    assertThat(deadlines.hasDue()).isFalse();
    pass(0.2);
    assertThat(expire()).containsExactly(5L);
  }

  @Test
  void whatIsNotThereIsGone() {
    assertThat(renew(404)).isEqualTo(LeaseAnswer.Gone.GONE);
    assertThat(timeToLive(404)).isEqualTo(LeaseAnswer.Gone.GONE);
  }

  /// The end was proposed: whatever the log does with it, no renewal may be promised any more.
  @Test
  void aLeaseWhoseEndWasProposedCannotBeRenewed() {
    grant(5, 10);
    pass(10.1);
    expire();
    for (int i = 0; i < 100; i++) {
      assertThat(renew(5)).isEqualTo(LeaseAnswer.Busy.BUSY);
      assertThat(timeToLive(5)).isEqualTo(new LeaseAnswer.Alive(0, 10));
      pass(0.1);
    }
    revoke(5);
    assertThat(renew(5)).isEqualTo(LeaseAnswer.Gone.GONE);
  }

  @Test
  void anEndThatGotLostIsProposedAgain() {
    grant(5, 10);
    pass(10.1);
    assertThat(expire()).containsExactly(5L);
    pass(1.9);
    assertThat(expire()).isEmpty();
    pass(0.3);
    assertThat(expire()).containsExactly(5L);
  }

  @Test
  void onlySoManyEndAtTheSameTime() {
    for (int id = 1; id <= 7; id++) {
      grant(id, 10);
    }
    pass(10.1);
    assertThat(expire()).hasSize(3);
    assertThat(deadlines.hasDue()).isFalse();
    revoke(1);
    revoke(2);
    assertThat(expire()).hasSize(2);
    revoke(3);
    revoke(4);
    revoke(5);
    assertThat(expire()).containsExactly(6L, 7L);
  }

  /// All that were proposed got lost, and more are due than may be under way.
  @Test
  void lostEndsDoNotBarTheWayForOthers() {
    for (int id = 1; id <= 7; id++) {
      grant(id, 10);
    }
    pass(10.1);
    assertThat(expire()).containsExactly(1L, 2L, 3L);
    pass(2.2);
    assertThat(expire()).containsExactlyInAnyOrder(1L, 2L, 3L);
  }

  @Test
  void leasesAboutToBeRenewedAreSpared() {
    grant(5, 10);
    grant(6, 10);
    pass(10.1);
    assertThat(ids(deadlines.expire(id -> id == 5))).containsExactly(6L);
    revoke(6);
    assertThat(renew(5)).isEqualTo(new LeaseAnswer.Alive(10, 10));
    pass(9.9);
    assertThat(deadlines.hasDue()).isFalse();
  }

  /// etcd's issue 12291: only the monotonic clock counts, and what it leaps does not.
  @Test
  void timeThatPassedUnobservedCountsAsOneElectionTimeout() {
    grant(5, 10);
    pass(5);
    now += Duration.ofHours(1).toNanos();
    deadlines.advance(now);
    pass(3.9);
    assertThat(deadlines.hasDue()).isFalse();
    pass(0.2);
    assertThat(deadlines.hasDue()).isTrue();
  }

  @Test
  void aNewLeaderGivesAllTheTimeAndAnElectionTimeout() {
    grant(5, 10);
    pass(9);
    lead();
    pass(10.9);
    assertThat(deadlines.hasDue()).isFalse();
    pass(0.2);
    assertThat(expire()).containsExactly(5L);
  }

  @Test
  void aLeaseGrantedAgainHasItsOwnTime() {
    grant(5, 10);
    pass(9);
    // Nobody says that it was gone in between.
    apply(batch -> table.revoke(batch, 5));
    grant(5, 10);
    pass(9.9);
    assertThat(deadlines.hasDue()).isFalse();
  }

  @Test
  void theLongestTimeIsNoTrouble() {
    grant(5, LeaseTimes.MAX_TTL);
    lead();
    assertThat(timeToLive(5))
        .isEqualTo(new LeaseAnswer.Alive(LeaseTimes.MAX_TTL + 1, LeaseTimes.MAX_TTL));
    assertThat(renew(5)).isEqualTo(new LeaseAnswer.Alive(LeaseTimes.MAX_TTL, LeaseTimes.MAX_TTL));
  }

  @Test
  void thoseThatEndFirstAreListedFirst() {
    grant(5, 30);
    grant(6, 20);
    pass(15);
    renew(6);
    assertThat(deadlines.byEnd()).containsExactly(5L, 6L);
  }

  // -- checkpoints

  @Test
  void theTimeThatLongLeasesHaveLeftIsWrittenDown() {
    grant(5, 900);
    grant(6, 200);
    assertThat(deadlines.checkpoints(10)).isEmpty();
    pass(300.1);
    List<LeaseCheckpoint> first = deadlines.checkpoints(10);
    assertThat(first).extracting(LeaseCheckpoint::getRemainingTtl).containsExactly(600L);
    write(first);
    lead();
    assertThat(timeToLive(5)).isEqualTo(new LeaseAnswer.Alive(601, 900));
    pass(300.1);
    assertThat(deadlines.checkpoints(10))
        .extracting(LeaseCheckpoint::getRemainingTtl)
        .containsExactly(301L);
  }

  /// Else the next leader would end the lease too early.
  @Test
  void aRenewalIsPromisedOnlyOnceTheCheckpointIsTakenBack() {
    grant(5, 900);
    pass(300.1);
    write(deadlines.checkpoints(10));
    assertThat(renew(5)).isEqualTo(LeaseAnswer.Busy.BUSY);
    List<LeaseCheckpoint> reset = deadlines.checkpoints(10);
    assertThat(reset).extracting(LeaseCheckpoint::getRemainingTtl).containsExactly(0L);
    assertThat(renew(5)).isEqualTo(LeaseAnswer.Busy.BUSY);
    assertThat(deadlines.checkpoints(10)).isEmpty();
    write(reset);
    assertThat(renew(5)).isEqualTo(new LeaseAnswer.Alive(900, 900));
    lead();
    assertThat(timeToLive(5)).isEqualTo(new LeaseAnswer.Alive(901, 900));
  }

  @Test
  void aCheckpointUnderWayIsTakenBackToo() {
    grant(5, 900);
    pass(300.1);
    List<LeaseCheckpoint> underWay = deadlines.checkpoints(10);
    assertThat(renew(5)).isEqualTo(LeaseAnswer.Busy.BUSY);
    List<LeaseCheckpoint> reset = deadlines.checkpoints(10);
    write(underWay);
    assertThat(renew(5)).isEqualTo(LeaseAnswer.Busy.BUSY);
    write(reset);
    assertThat(renew(5)).isEqualTo(new LeaseAnswer.Alive(900, 900));
  }

  @Test
  void aResetThatGotLostIsProposedAgain() {
    grant(5, 900);
    pass(300.1);
    write(deadlines.checkpoints(10));
    renew(5);
    assertThat(deadlines.checkpoints(10)).hasSize(1);
    pass(2.1);
    renew(5);
    assertThat(deadlines.checkpoints(10)).hasSize(1);
  }

  @Test
  void withoutAnIntervalNothingIsWrittenDown() {
    grant(5, 900);
    deadlines =
        new Deadlines(table, new LeaseTimes(ELECTION, Duration.ZERO, 3), LeaseWatcher.NONE, now);
    pass(600);
    assertThat(deadlines.checkpoints(10)).isEmpty();
  }

  // -- steps

  private void lead() {
    deadlines = new Deadlines(table, TIMES, LeaseWatcher.NONE, now);
  }

  private interface Change {
    void in(Batch batch);
  }

  private void apply(Change change) {
    Batch batch = store.begin();
    change.in(batch);
    batch.commit(++index, 1);
  }

  private void grant(long id, long ttl) {
    apply(batch -> table.grant(batch, index + 1, id, ttl));
    deadlines.changed(id);
  }

  private void revoke(long id) {
    apply(batch -> table.revoke(batch, id));
    deadlines.changed(id);
  }

  private void write(List<LeaseCheckpoint> checkpoints) {
    apply(batch -> table.checkpoint(batch, checkpoints));
    checkpoints.forEach(one -> deadlines.changed(one.getLease().getId()));
  }

  /// Lets seconds pass, with a look every tenth of one.
  private void pass(double seconds) {
    long end = now + Math.round(seconds * 1e9);
    while (end - now > 0) {
      now += Math.min(end - now, Duration.ofMillis(100).toNanos());
      deadlines.advance(now);
    }
  }

  private LeaseAnswer renew(long id) {
    return deadlines.answer(new LeaseQuestion(LeaseQuestion.Kind.RENEW, id));
  }

  private LeaseAnswer timeToLive(long id) {
    return deadlines.answer(new LeaseQuestion(LeaseQuestion.Kind.TIME_TO_LIVE, id));
  }

  private List<Long> expire() {
    return ids(deadlines.expire(_ -> false));
  }

  private static List<Long> ids(List<LeaseGrantId> leases) {
    return leases.stream().map(LeaseGrantId::getId).toList();
  }
}
