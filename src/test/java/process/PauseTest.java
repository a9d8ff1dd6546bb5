package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A leader that stands still, as under a long garbage collection or on a suspended machine, does
/// not know what it missed.
@Tag("process")
final class PauseTest {

  private static final Duration PAUSE = Duration.ofSeconds(5);

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  /// Readers of all members, the one that stands still among them, while a writer goes on through
  /// the others: whatever a reader asks after a write was acknowledged shows that write.
  @Test
  void aLeaderThatStoodStillAnswersNoStaleLinearizableRead() {
    Member leader = cluster.awaitLeader();
    List<Member> others = cluster.members().stream().filter(member -> member != leader).toList();
    Register register = new Register("paused");
    try (Register.Clients clients = register.start(cluster.members(), others)) {
      clients.awaitWrites(50);
      clients.awaitReads(leader, 50);
      leader.pause();
      long paused = System.nanoTime();
      int missed = register.acknowledged();
      Awaitility.await("the others go on, and the pause is over")
          .atMost(Member.PATIENCE)
          .until(() -> System.nanoTime() - paused > PAUSE.toNanos() && register.acknowledged() > missed + 50);
      leader.resume();
      clients.awaitReads(leader, 50);
      clients.awaitWrites(50);
    }
    System.out.printf("reads beside a leader that stood still for %s: %s%n", PAUSE, register);
    assertThat(register.stale()).isEmpty();
    assertThat(leader.isRunning()).as("%s still runs", leader).isTrue();
    assertThat(cluster.awaitLeader()).isIn(cluster.members());
  }

  /// A follower that stands still costs nobody anything, and catches up.
  @Test
  void aFollowerThatStoodStillCatchesUp() {
    Member follower = cluster.awaitFollower();
    Member leader = cluster.awaitLeader();
    long term = leader.status().getRaftTerm();
    try (Load load = Load.start(List.of(leader), "behind")) {
      follower.pause();
      long paused = System.nanoTime();
      load.awaitMore(500);
      Awaitility.await("the pause is over")
          .atMost(Member.PATIENCE)
          .until(() -> System.nanoTime() - paused > PAUSE.toNanos());
      follower.resume();
      load.awaitMore(100);
      load.stop().assertKeptBy(follower, "behind");
    }
    assertThat(follower.isRunning()).isTrue();
    assertThat(cluster.awaitLeader().status().getRaftTerm()).as("term").isEqualTo(term);
  }
}
