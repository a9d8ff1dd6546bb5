package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.StreamSupport;
import mvcc.Backup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What operators do with etcdctl, unmodified: backups, alarms, hashes, leadership.
@Tag("process")
final class EtcdctlMaintenanceTest {

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  @TempDir private Path folder;

  @BeforeAll
  static void needsEtcdctl() {
    Etcdctl.assumeInstalled();
  }

  private static List<String> ctl(String... words) {
    return new Etcdctl(cluster.endpoints()).lines(words);
  }

  @Test
  void savesASnapshotThatHoldsWhatWasWritten() throws IOException {
    ctl("put", "backup/key", "value");
    Member member = cluster.awaitLeader();
    Path file = folder.resolve("snapshot");
    new Etcdctl(member.endpoint()).lines("snapshot", "save", file.toString());
    var content = new Backup(file).verify();
    assertThat(content.revision()).isGreaterThan(1);
    assertThat(content.rows()).isPositive();
  }

  @Test
  void alarmsCanBeListedAndDisarmed() {
    assertThat(ctl("alarm", "list")).isEmpty();
    assertThat(ctl("alarm", "disarm")).isEmpty();
  }

  @Test
  void defragmentsEveryMemberAtOnce() {
    assertThat(ctl("defrag"))
        .hasSize(3)
        .allMatch(line -> line.startsWith("Finished defragmenting etcd member"));
    ctl("put", "after/defrag", "value");
  }

  @Test
  void membersHaveTheSameHashAtTheSameRevision() {
    ctl("put", "hash/key", "value");
    String revision =
        new Etcdctl(cluster.endpoints())
            .json("get", "hash/key")
            .getAsJsonObject()
            .getAsJsonObject("header")
            .get("revision")
            .getAsString();
    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              var hashes = new HashSet<Long>();
              var all =
                  new Etcdctl(cluster.endpoints()).json("endpoint", "hashkv", "--rev=" + revision);
              for (JsonElement each : all.getAsJsonArray()) {
                hashes.add(
                    each.getAsJsonObject().getAsJsonObject("HashKV").get("hash").getAsLong());
              }
              assertThat(all.getAsJsonArray()).hasSize(3);
              assertThat(hashes).hasSize(1);
            });
  }

  @Test
  void movesLeadershipToWhomItIsTold() {
    Member leader = cluster.awaitLeader();
    Member other =
        cluster.members().stream().filter(member -> member != leader).findFirst().orElseThrow();
    String id = Long.toHexString(other.status().getHeader().getMemberId());
    assertThat(new Etcdctl(leader.endpoint()).lines("move-leader", id))
        .singleElement()
        .asString()
        .startsWith("Leadership transferred from");
    await().until(() -> cluster.awaitLeader() == other);
  }

  @Test
  void saysThatMembersCannotBeChanged() {
    var result =
        new Etcdctl(cluster.endpoints()).run("", "member", "add", "m4", "--peer-urls=http://a:1");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains("the members of a cluster cannot be changed yet");
    result = new Etcdctl(cluster.endpoints()).run("", "member", "remove", "abc");
    assertThat(result.err()).contains("etcdserver: member not found");
  }

  @Test
  void everyMemberSaysHowMuchOfItsStoreIsInUse() {
    ctl("put", "size/key", "x".repeat(1000));
    var all = new Etcdctl(cluster.endpoints()).json("endpoint", "status").getAsJsonArray();
    assertThat(StreamSupport.stream(all.spliterator(), false))
        .allMatch(
            each -> {
              JsonObject status = each.getAsJsonObject().getAsJsonObject("Status");
              long inUse = status.get("dbSizeInUse").getAsLong();
              return inUse > 0 && inUse <= status.get("dbSize").getAsLong();
            });
  }
}
