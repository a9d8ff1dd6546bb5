package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An operator ends a member: nothing is lost, and nobody waits for an election timeout.
@Tag("process")
final class TerminateTest {

  private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1);
  private static final int SOME_PUTS = 200;

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  @Test
  void aTerminatedLeaderHandsOverAndExitsCleanly() {
    List<Duration> handovers = new ArrayList<>();
    try (Load load = Load.start(cluster.members(), "terminate")) {
      for (int i = 0; i < 3; i++) {
        load.awaitMore(SOME_PUTS);
        handovers.add(terminateLeader());
        load.awaitMore(SOME_PUTS);
        cluster.heal();
      }
      Ledger acknowledged = load.stop();
      cluster.members().forEach(member -> acknowledged.assertKeptBy(member, "terminate"));
    }
    System.out.printf("a new leader after SIGTERM of the old one: %s%n", handovers);
    assertThat(handovers.stream().sorted().toList().get(1))
        .as("median of %s: less than anyone waits before an election", handovers)
        .isLessThan(ELECTION_TIMEOUT);
  }

  private static Duration terminateLeader() {
    Member leader = cluster.awaitLeader();
    List<Member> others = cluster.members().stream().filter(member -> member != leader).toList();
    long told = System.nanoTime();
    leader.terminate();
    Awaitility.await("a new leader")
        .atMost(Member.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> others.stream().anyMatch(Member::leads));
    Duration handover = Duration.ofNanos(System.nanoTime() - told);
    assertThat(leader.awaitExit()).as("exit code of %s", leader).isZero();
    return handover;
  }

  @Test
  void aTerminatedFollowerExitsCleanlyAndTheLeaderStays() {
    Member leader = cluster.awaitLeader();
    long term = leader.status().getRaftTerm();
    Member follower = cluster.awaitFollower();
    follower.terminate();
    assertThat(follower.awaitExit()).isZero();
    assertThat(leader.leads()).isTrue();
    assertThat(leader.status().getRaftTerm()).isEqualTo(term);
    cluster.heal();
  }
}
