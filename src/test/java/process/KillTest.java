package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Members die without a word, under load. What was acknowledged stays, and the rest goes on by
/// itself.
@Tag("process")
final class KillTest {

  private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1);
  private static final int SOME_PUTS = 200;

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  /// Three times, since an election may be split; the median is what an operator sees.
  @Test
  void aKilledLeaderIsReplacedWithinTwoElectionTimeoutsAndNoAcknowledgedWriteIsLost() {
    List<Duration> leaderless = new ArrayList<>();
    try (Load load = Load.start(cluster.members(), "leader")) {
      for (int i = 0; i < 3; i++) {
        load.awaitMore(SOME_PUTS);
        Member leader = cluster.awaitLeader();
        long killed = System.nanoTime();
        leader.kill();
        awaitSuccessor(leader);
        leaderless.add(Duration.ofNanos(System.nanoTime() - killed));
        load.awaitMore(SOME_PUTS);
        cluster.heal();
      }
      assertKept(load.stop(), "leader");
    }
    System.out.printf("figure: a new leader after kill -9 of the old one: %s%n", leaderless);
    assertThat(leaderless.stream().sorted().toList().get(1))
        .as("median of %s", leaderless)
        .isLessThanOrEqualTo(ELECTION_TIMEOUT.multipliedBy(2));
  }

  @Test
  void eachMemberMayBeKilledInTurnAndNoAcknowledgedWriteIsLost() {
    try (Load load = Load.start(cluster.members(), "turn")) {
      for (Member member : cluster.members()) {
        load.awaitMore(SOME_PUTS);
        member.kill();
        load.awaitMore(SOME_PUTS);
        cluster.heal();
      }
      assertKept(load.stop(), "turn");
    }
  }

  @Test
  void allMembersMayBeKilledAtOnceAndNoAcknowledgedWriteIsLost() {
    try (Load load = Load.start(cluster.members(), "all")) {
      for (int i = 0; i < 2; i++) {
        load.awaitMore(5 * SOME_PUTS);
        cluster.members().forEach(Member::kill);
        cluster.heal();
        load.awaitMore(SOME_PUTS);
      }
      assertKept(load.stop(), "all");
    }
  }

  private static void assertKept(Ledger acknowledged, String prefix) {
    System.out.printf("%d acknowledged puts under %s/%n", acknowledged.size(), prefix);
    for (Member member : cluster.members()) {
      acknowledged.assertKeptBy(member, prefix);
    }
  }

  /// Waits until a survivor says that one of them leads.
  private static void awaitSuccessor(Member dead) {
    List<Member> alive = cluster.members().stream().filter(member -> member != dead).toList();
    Awaitility.await("a new leader")
        .atMost(Member.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> alive.stream().anyMatch(Member::leads));
  }
}
