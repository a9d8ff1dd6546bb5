package sampo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcdserverpb.AuthDisableRequest;
import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserChangePasswordRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sampo.ClientException;
import sampo.ClientSettings;
import sampo.SampoClient;
import service.Caller;
import service.Users;

/// A client by the ask pattern of members that ask who it is.
@Timeout(60)
final class ClientUserTest {

  private final TinyCluster cluster = new TinyCluster();
  private final TinyMember member = cluster.start();
  private final ActorSystem<Void> application = Application.start("remote");
  private final Users users = member.services().users();
  private final Caller inside = Caller.inside(Runnable::run);

  @BeforeEach
  void enable() {
    get(
        users.add(
            AuthUserAddRequest.newBuilder().setName("root").setPassword("pw").build(), inside));
    get(
        users.grantRole(
            AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root").build(), inside));
    get(users.logins().enable(AuthEnableRequest.getDefaultInstance(), inside));
  }

  @AfterEach
  void stop() {
    application.terminate();
    cluster.close();
  }

  private ClientSettings settings() {
    return ClientSettings.of(application.settings().config()).withContactPoints(member.address());
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void aUserIsLetIn() {
    try (var client = SampoClient.create(application, settings().withUser("root", "pw"))) {
      assertThat(get(client.put("a", "1")).getHeader().getRevision()).isEqualTo(2);
      assertThat(get(client.members()).getMembersCount()).isEqualTo(1);
    }
  }

  @Test
  void aTokenThatIsNoLongerGoodIsRenewed() {
    try (var client = SampoClient.create(application, settings().withUser("root", "pw"))) {
      get(client.put("a", "1"));
      get(
          users.changePassword(
              AuthUserChangePasswordRequest.newBuilder().setName("root").setPassword("pw").build(),
              inside));
      assertThat(get(client.put("a", "2")).getHeader().getRevision()).isEqualTo(3);
      get(users.logins().disable(AuthDisableRequest.getDefaultInstance(), inside));
      assertThat(get(client.put("a", "3")).getHeader().getRevision()).isEqualTo(4);
    }
  }

  @Test
  void aWrongPasswordIsToldOf() {
    var patient = settings().withUser("root", "wrong").withTimeout(Duration.ofSeconds(1));
    try (var client = SampoClient.create(application, patient)) {
      assertThatThrownBy(() -> get(client.get("a")))
          .cause()
          .isInstanceOf(ClientException.NoMemberReachable.class)
          .hasMessageContaining("authentication failed, invalid user ID or password");
    }
  }

  @Test
  void nobodyIsNotLetIn() {
    var patient = settings().withTimeout(Duration.ofSeconds(1));
    try (var client = SampoClient.create(application, patient)) {
      assertThatThrownBy(() -> get(client.get("a")))
          .cause()
          .hasMessageContaining("etcdserver: user name is empty");
    }
  }

  @Test
  void settingsDoNotShowThePassword() {
    assertThat(settings().withUser("root", "secret").toString()).doesNotContain("secret");
  }
}
