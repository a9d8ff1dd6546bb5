package sampo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sampo.SampoClient;

/// A client in the Pekko cluster of the members needs no address.
@Timeout(60)
final class NeighbourTest {

  private final TinyCluster cluster = new TinyCluster();
  private final TinyMember member = cluster.start("cluster");
  private final ActorSystem<Void> application = Application.start("cluster", "sampo");

  @AfterEach
  void stop() {
    application.terminate();
    cluster.close();
  }

  @Test
  void membersOfTheSamePekkoClusterAreFound() {
    var first = Cluster.get(member.system);
    first.manager().tell(Join.create(first.selfMember().address()));
    Cluster.get(application).manager().tell(Join.create(first.selfMember().address()));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Cluster.get(application).selfMember().status().equals(MemberStatus.up()));
    try (var client = SampoClient.create(application)) {
      var put = client.put("a", "1").toCompletableFuture().join();
      assertThat(put.getHeader().getRevision()).isEqualTo(2);
    }
  }
}
