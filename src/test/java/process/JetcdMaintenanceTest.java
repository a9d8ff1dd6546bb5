package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static process.Jetcd.await;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.Maintenance;
import io.etcd.jetcd.maintenance.StatusResponse;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// jetcd as an operator's tool.
@Tag("process")
final class JetcdMaintenanceTest {

  @RegisterExtension static final Cluster cluster = Cluster.shared();
  @RegisterExtension static final JetcdClient jetcd = new JetcdClient(cluster);

  private static Maintenance maintenance() {
    return jetcd.get().getMaintenanceClient();
  }

  private static StatusResponse status(Member member) throws Exception {
    return await(maintenance().statusMember(member.flags().clientUrl()));
  }

  @Test
  void findsAllMembersAlike() throws Exception {
    cluster.awaitLeader();
    assertThat(await(jetcd.get().getClusterClient().listMember()).getMembers()).hasSize(3);
    assertThat(await(maintenance().listAlarms()).getAlarms()).isEmpty();
    Awaitility.await("the members hold the same")
        .atMost(Member.PATIENCE)
        .until(() -> hashes().size() == 1);
    for (Member member : cluster.members()) {
      assertThat(status(member).getDbSize()).isPositive();
    }
  }

  private static Set<Integer> hashes() throws Exception {
    Set<Integer> hashes = new HashSet<>();
    for (Member member : cluster.members()) {
      hashes.add(await(maintenance().hashKV(member.flags().clientUrl(), 0)).getHash());
    }
    return hashes;
  }

  @Test
  void defragmentsAndTakesASnapshot() throws Exception {
    await(maintenance().defragmentMember(cluster.member(0).flags().clientUrl()));
    ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
    assertThat(await(maintenance().snapshot(snapshot))).isEqualTo(snapshot.size());
    assertThat(snapshot.size() % 512).isEqualTo(32);
  }

  @Test
  void movesTheLeader() throws Exception {
    Member leader = cluster.awaitLeader();
    long target = cluster.awaitFollower().status().getHeader().getMemberId();
    try (Client ofTheLeader =
        Client.builder().endpoints(URI.create(leader.flags().clientUrl())).build()) {
      await(ofTheLeader.getMaintenanceClient().moveLeader(target));
    }
    assertThat(cluster.awaitLeader().status().getHeader().getMemberId()).isEqualTo(target);
  }

  @Test
  void refusesMembersThatCannotBe() {
    var members = jetcd.get().getClusterClient();
    assertThatThrownBy(() -> await(members.removeMember(4711)))
        .hasMessageContaining("member not found");
    assertThatThrownBy(() -> await(members.addMember(List.of(URI.create("http://nowhere")))))
        .hasMessageContaining("given member URLs are invalid");
  }
}
