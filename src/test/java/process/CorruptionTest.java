package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A member whose store was changed behind its back is found by the others, and mended as
/// OPERATIONS.md says.
@Tag("process")
final class CorruptionTest {

  @RegisterExtension
  static final Cluster cluster = Cluster.of(3).with("--compact-hash-check-time=1s");

  private final Sickbed sickbed = new Sickbed(cluster);

  /// No flag asks for it: the check is on.
  @Test
  void aCompactionShowsADamagedMember() throws Exception {
    sickbed.put("of the compaction", "sound");
    Member victim = cluster.awaitFollower();
    long id = victim.status().getHeader().getMemberId();
    Sickbed.damage(victim, "of the compaction");
    cluster.heal();
    assertThat(sickbed.hashes()).hasSize(2);
    sickbed.compact(sickbed.put("more", "1"));
    sickbed.awaitAlarm(id);
    sickbed.mend(victim);
  }

  @Test
  void aDamagedMemberDoesNotStartWithTheInitialCheck() throws Exception {
    sickbed.put("of the start", "sound");
    Member victim = cluster.awaitFollower();
    Sickbed.damage(victim, "of the start");
    MemberFlags flags = victim.flags().with("--feature-gates=InitialCorruptCheck=true");
    Processes.Result refused = Processes.run(Map.of(), "", Program.SAMPO.command(flags.words()));
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(1);
    assertThat(refused.out() + refused.err())
        .contains("the data in " + victim.flags().dataDir().resolve("member").resolve("store"))
        .contains("a majority of members", "OPERATIONS.md");
    sickbed.mend(victim);
    victim.terminate();
    assertThat(victim.awaitExit()).isZero();
    Member checked = new Member(Program.SAMPO, flags, cluster.folder().resolve("checked.log"));
    checked.start();
    checked.awaitServing();
    checked.close();
    cluster.heal();
    assertThat(sickbed.alarms()).isEmpty();
  }
}
