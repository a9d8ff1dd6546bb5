package sampo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import etcdserverpb.MemberListRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Members, each a process, as nodes of a Pekko cluster that an application has joined: what Pekko
/// thinks of them neither ends a member nor changes who votes.
@Tag("process")
@Timeout(180)
final class PekkoClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<String> ALL = Set.of("sampo-m1", "sampo-m2", "sampo-m3");

  @RegisterExtension static final process.Cluster cluster = process.Cluster.of(3);

  private final ActorSystem<Void> application = Application.start("cluster", "sampo");

  @AfterEach
  void stop() {
    application.terminate();
    cluster.heal();
  }

  private void join() {
    String peer = URI.create(cluster.awaitLeader().flags().peerUrl()).getAuthority();
    Cluster.get(application)
        .manager()
        .tell(Join.create(AddressFromURIString.parse("pekko://sampo@" + peer)));
  }

  /// The names by which nodes with the members' role that are up are told apart.
  private Set<String> membersUp() {
    Set<String> names = new TreeSet<>();
    for (Member node : Cluster.get(application).state().getMembers()) {
      if (node.status().equals(MemberStatus.up()) && node.hasRole("sampo")) {
        node.getRoles().stream().filter(role -> role.startsWith("sampo-")).forEach(names::add);
      }
    }
    return names;
  }

  private List<String> unreachable() {
    return StreamSupport.stream(
            Cluster.get(application).state().getUnreachable().spliterator(), false)
        .flatMap(node -> node.getRoles().stream())
        .filter(role -> role.startsWith("sampo-"))
        .toList();
  }

  private static void assertNothingHasChanged() {
    for (process.Member member : cluster.members()) {
      assertThat(member.isRunning()).as(member.toString()).isTrue();
      assertThat(
              member
                  .cluster()
                  .memberList(MemberListRequest.newBuilder().setLinearizable(true).build())
                  .getMembersList())
          .hasSize(3)
          .noneMatch(etcdserverpb.Member::getIsLearner);
    }
  }

  @Test
  void membersAreSeenByTheirRolesAndPekkoEndsNone() {
    join();
    await("members are up").atMost(PATIENCE).until(() -> membersUp().equals(ALL));
    var own = Cluster.get(application).selfMember();
    assertThat(own.getRoles()).noneMatch(role -> role.startsWith("sampo"));

    var silent = cluster.awaitFollower();
    silent.pause();
    await("one is unreachable")
        .atMost(PATIENCE)
        .until(() -> unreachable().equals(List.of("sampo-" + silent.name())));
    assertThat(membersUp()).as("nobody is downed").isEqualTo(ALL);
    silent.resume();
    await("all are reachable").atMost(PATIENCE).until(() -> unreachable().isEmpty());
    assertNothingHasChanged();

    var killed = cluster.awaitFollower();
    killed.kill();
    killed.start();
    killed.awaitServing();
    await("it is back")
        .atMost(PATIENCE)
        .until(() -> unreachable().isEmpty() && membersUp().equals(ALL));
    assertNothingHasChanged();
  }
}
