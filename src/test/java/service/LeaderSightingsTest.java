package service;

import static org.assertj.core.api.Assertions.assertThat;

import actors.RaftStatus;
import etcd.EtcdError;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// etcd's guess why a proposal ran out of time (`parseProposeCtxErr`).
final class LeaderSightingsTest {

  private static final MemberId SELF = new MemberId(1);
  private static final MemberId OTHER = new MemberId(2);
  private static final MemberId THIRD = new MemberId(3);

  private final AtomicLong now = new AtomicLong(seconds(100));
  private final Set<MemberId> lost = new HashSet<>();
  private RaftStatus status = led(null);
  private final LeaderSightings sightings =
      new LeaderSightings(
          () -> status, (member, _) -> !lost.contains(member), Duration.ofSeconds(1), now::get);

  @Test
  void withoutALeaderFromFirstToLastTheRequestNeverGotIn() {
    now.addAndGet(seconds(7));
    assertThat(sightings.of(seconds(100))).isEqualTo(EtcdError.CONTEXT_DEADLINE_EXCEEDED);
  }

  @Test
  void aLeaderLostMeanwhileIsAPlainTimeout() {
    see(OTHER);
    now.addAndGet(seconds(2));
    see(null);
    now.addAndGet(seconds(5));
    assertThat(sightings.of(seconds(101))).isEqualTo(EtcdError.TIMEOUT);
  }

  @Test
  void aRequestFromShortlyBeforeTheElectionFellToTheOldLeader() {
    see(OTHER);
    now.set(seconds(110));
    see(THIRD);
    now.set(seconds(116));
    assertThat(sightings.of(seconds(109))).isEqualTo(EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL);
    assertThat(sightings.of(seconds(107))).isEqualTo(EtcdError.TIMEOUT);
    assertThat(sightings.of(seconds(111))).isEqualTo(EtcdError.TIMEOUT);
  }

  @Test
  void aFollowerCutOffFromItsLeaderSaysSo() {
    see(OTHER);
    lost.add(OTHER);
    now.set(seconds(116));
    assertThat(sightings.of(seconds(109))).isEqualTo(EtcdError.TIMEOUT_DUE_TO_CONNECTION_LOST);
  }

  @Test
  void aLeaderSaysSoOnlyWithoutAQuorum() {
    see(SELF);
    now.set(seconds(116));
    lost.add(OTHER);
    assertThat(sightings.of(seconds(109))).isEqualTo(EtcdError.TIMEOUT);
    lost.add(THIRD);
    assertThat(sightings.of(seconds(109))).isEqualTo(EtcdError.TIMEOUT_DUE_TO_CONNECTION_LOST);
  }

  private void see(@Nullable MemberId leader) {
    status = led(leader);
    sightings.observe();
  }

  private static RaftStatus led(@Nullable MemberId leader) {
    return new RaftStatus(SELF, "follower", 1, leader, 0, 0, 0, 0, List.of(SELF, OTHER, THIRD));
  }

  private static long seconds(long count) {
    return TimeUnit.SECONDS.toNanos(count);
  }
}
