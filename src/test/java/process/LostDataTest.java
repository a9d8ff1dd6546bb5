package process;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.MoveLeaderRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A member whose data folder was emptied does not take part as if it were new, and comes back as
/// OPERATIONS.md says.
@Tag("process")
final class LostDataTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @RegisterExtension static final Cluster cluster = Cluster.of(3);

  private static Processes.Result start(MemberFlags flags) {
    return Processes.run(Map.of(), "", Program.SAMPO.command(flags.words()));
  }

  private static void put(Member member, String key) {
    var _ =
        member
            .kv(PATIENCE)
            .put(PutRequest.newBuilder().setKey(Bytes.of(key)).setValue(Bytes.of("1")).build());
  }

  private static void moveLeadership(Member from, Member to) {
    long target = to.status().getHeader().getMemberId();
    var _ =
        MaintenanceGrpc.newBlockingStub(from.channel())
            .moveLeader(MoveLeaderRequest.newBuilder().setTargetID(target).build());
  }

  @Test
  void anEmptiedMemberIsRefusedUntilItIsToldThatTheClusterExists() throws IOException {
    Member leader = cluster.awaitLeader();
    Member victim = cluster.awaitFollower();
    Member other =
        cluster.members().stream().filter(it -> it != leader && it != victim).findFirst().get();
    put(victim, "before");
    victim.kill();
    Folders.delete(victim.flags().dataDir());
    put(leader, "meanwhile");

    Processes.Result refused = start(victim.flags());
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(1);
    assertThat(refused.out() + refused.err())
        .contains("has no data, and has been in the cluster before", "OPERATIONS.md");

    MemberFlags existing = victim.flags().with("--initial-cluster-state=existing");
    Processes.Result counted = start(existing);
    assertThat(counted.exitCode()).as("the leader counts on it: %s", counted).isEqualTo(1);
    assertThat(counted.out() + counted.err())
        .contains("this member acknowledged it", "its log ends");

    moveLeadership(leader, other);
    Member back = new Member(Program.SAMPO, existing, cluster.folder().resolve("back.log"));
    back.start();
    back.awaitServing();
    put(back, "after");
    for (String key : new String[] {"before", "meanwhile", "after"}) {
      var read = RangeRequest.newBuilder().setKey(Bytes.of(key)).setSerializable(true).build();
      assertThat(back.kv(PATIENCE).range(read).getCount()).as(key).isEqualTo(1);
    }
    back.terminate();
    assertThat(back.awaitExit()).isZero();
    victim.start();
    victim.awaitServing();
  }

  @Test
  void theFirstStartOfAClusterNeedsNoMoreThanAQuorum() throws IOException {
    var flags =
        Stream.of("n1", "n2", "n3")
            .map(
                name ->
                    new MemberFlags(
                        name,
                        cluster.folder().resolve(name),
                        Ports.free(),
                        Ports.free(),
                        "",
                        List.of()))
            .toList();
    String all = flags.stream().map(its -> its.name() + "=" + its.peerUrl()).collect(joining(","));
    var members =
        flags.stream()
            .map(
                its ->
                    new Member(
                        Program.SAMPO,
                        its.inCluster(all),
                        cluster.folder().resolve(its.name() + ".log")))
            .toList();
    try {
      members.get(0).start();
      members.get(1).start();
      members.get(1).awaitServing();
      put(members.get(0), "of two");
      members.get(2).start();
      members.get(2).awaitServing();
    } finally {
      members.forEach(Member::close);
    }
  }
}
