package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The leader's comparison of all stores as they stand (`--corrupt-check-time`): of sound members,
/// under writes, compactions and the death of members, and then of a damaged one.
@Tag("process")
final class PeriodicCheckTest {

  @RegisterExtension
  static final Cluster cluster =
      Cluster.of(3).with("--corrupt-check-time=200ms", "--compact-hash-check-time=200ms");

  private final Sickbed sickbed = new Sickbed(cluster);

  @Test
  void soundMembersAreLeftAloneAndADamagedOneIsFound() throws Exception {
    try (Load load = Load.start(cluster.members(), "sound")) {
      for (Member member : cluster.members()) {
        for (int i = 0; i < 10; i++) {
          load.awaitMore(50);
          sickbed.compact(sickbed.put("now", "1"));
        }
        member.kill();
        load.awaitMore(100);
        cluster.heal();
      }
      load.awaitMore(200);
      assertThat(load.stop()).isNotNull();
    }
    assertThat(sickbed.alarms()).isEmpty();
    assertThat(sickbed.hashes()).hasSize(1);
    for (Member member : cluster.members()) {
      assertThat(member.log()).noneMatch(line -> line.contains("differ"));
    }
    sickbed.put("sick", "sound");
    Member victim = cluster.awaitFollower();
    long id = victim.status().getHeader().getMemberId();
    Sickbed.damage(victim, "sick");
    cluster.heal();
    sickbed.awaitAlarm(id);
    sickbed.mend(victim);
    Awaitility.await("no alarm for a second")
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(10))
        .until(() -> sickbed.alarms().isEmpty());
  }
}
