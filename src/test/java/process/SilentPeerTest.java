package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What etcd's alert on members that are down (etcdMembersDown) goes by: who leads counts failures
/// to send to a member that is gone, and to no other.
@Tag("process")
final class SilentPeerTest {

  private static final String FAILURES = "etcd_network_peer_sent_failures_total";

  @RegisterExtension static final Cluster cluster = Cluster.of(3);

  @Test
  void onlyMessagesToAMemberThatIsGoneFail() throws Exception {
    Member leader = cluster.awaitLeader();
    Member gone = cluster.awaitFollower();
    assertThat(Scrape.of(leader).values(FAILURES)).hasSize(2).allSatisfy((_, n) -> isZero(n));
    String to = FAILURES + Map.of("To", Long.toHexString(gone.status().getHeader().getMemberId()));
    gone.kill();
    try {
      Awaitility.await()
          .atMost(Member.PATIENCE)
          .until(() -> Scrape.of(leader).values(FAILURES).get(to), failures -> failures > 3);
    } finally {
      cluster.heal();
    }
    assertThat(Scrape.of(leader).values(FAILURES))
        .hasSize(2)
        .allSatisfy((peer, n) -> assertThat(n > 3).isEqualTo(peer.equals(to)));
  }

  private static void isZero(double count) {
    assertThat(count).isZero();
  }
}
