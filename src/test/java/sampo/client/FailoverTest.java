package sampo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import process.Cluster;
import process.Member;
import sampo.ClientException;
import sampo.ClientSettings;
import sampo.SampoClient;

/// A client of three members, each a process, that are killed under it.
@Tag("process")
@Timeout(180)
final class FailoverTest {

  @RegisterExtension static final Cluster cluster = Cluster.of(3);

  private final ActorSystem<Void> application = Application.start("remote");

  @AfterEach
  void stop() {
    application.terminate();
    cluster.heal();
  }

  private SampoClient client(Member contact, Duration knock, Duration timeout) {
    var shipped = ClientSettings.of(application.settings().config());
    var address = URI.create(contact.flags().peerUrl()).getAuthority();
    return SampoClient.create(
        application,
        new ClientSettings(
            List.of(address),
            timeout,
            shipped.attemptTimeout(),
            knock,
            shipped.retryPause(),
            shipped.maxInFlight()));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static String value(SampoClient client, String key) {
    return get(client.get(key)).getKvs(0).getValue().toStringUtf8();
  }

  @Test
  void requestsGoToTheLeader() {
    var leader = cluster.awaitLeader();
    try (var client =
        client(cluster.awaitFollower(), Duration.ofSeconds(1), Duration.ofSeconds(10))) {
      get(client.members());
      get(client.put("a", "1"));
      assertThat(get(client.put("a", "2")).getHeader().getMemberId())
          .isEqualTo(leader.status().getHeader().getMemberId());
    }
  }

  /// Only the writes under way may be of unknown outcome; what comes after finds the next leader.
  @Test
  void noAcknowledgedWriteIsLostAndReadsGoOnWhenTheLeaderIsKilled() {
    var leader = cluster.awaitLeader();
    try (var client = client(leader, Duration.ofSeconds(1), Duration.ofSeconds(30))) {
      List<CompletableFuture<?>> writes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        writes.add(client.put("k" + i, "v" + i).toCompletableFuture());
      }
      get(writes.getFirst());
      leader.kill();
      int unknown = 0;
      for (int i = 0; i < writes.size(); i++) {
        try {
          get(writes.get(i));
          assertThat(value(client, "k" + i)).isEqualTo("v" + i);
        } catch (CompletionException failed) {
          assertThat(failed).hasCauseInstanceOf(ClientException.OutcomeUnknown.class);
          unknown++;
        }
      }
      assertThat(unknown).isLessThan(writes.size());
      get(client.put("after", "1"));
      assertThat(value(client, "after")).isEqualTo("1");
    }
  }

  /// What is sent to a process that was killed waits in this process for the next one at the same
  /// port.
  @Test
  void aWriteLostWithAMemberNeverReachesItsNextLife() {
    var leader = cluster.awaitLeader();
    try (var client = client(leader, Duration.ofMinutes(1), Duration.ofSeconds(2))) {
      get(client.put("lost", "old"));
      leader.kill();
      assertThatThrownBy(() -> get(client.put("lost", "new")))
          .hasCauseInstanceOf(ClientException.OutcomeUnknown.class);
      cluster.heal();
      cluster.awaitLeader();
    }
    try (var client = client(leader, Duration.ofSeconds(1), Duration.ofSeconds(30))) {
      for (var member : get(client.members()).getMembersList()) {
        get(client.status(member));
      }
      get(client.put("next", "1"));
      assertThat(value(client, "lost")).isEqualTo("old");
    }
  }
}
