package sampo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import actors.Door;
import com.google.protobuf.ByteString;
import com.typesafe.config.ConfigFactory;
import etcdserverpb.RangeRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sampo.ClientException;
import sampo.ClientSettings;
import sampo.InvalidSettings;
import sampo.SampoClient;

/// What the client says when a request cannot be sent, or its answer cannot come.
@Timeout(60)
final class ClientLimitsTest {

  private static final int FRAME_256K = 256 << 10;

  private final TinyCluster cluster = new TinyCluster();
  private final TinyMember member = cluster.start();
  private final ActorSystem<Void> application = Application.start("remote");

  @AfterEach
  void stop() {
    application.terminate();
    cluster.close();
  }

  private ClientSettings settings(String contact) {
    return ClientSettings.of(application.settings().config())
        .withContactPoints(contact)
        .withTimeout(Duration.ofMillis(1500));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> failureOf(
      CompletionStage<?> stage) {
    return assertThatThrownBy(() -> stage.toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .cause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "localhost:",
        ":2380",
        "localhost:0",
        "http://localhost:2380",
        "pekko://sampo@localhost",
        "akka://sampo@localhost:2380"
      })
  void whatIsNoAddressIsRefusedAtOnce(String contact) {
    assertThatThrownBy(() -> SampoClient.create(application, contact))
        .isInstanceOf(ClientException.WrongAddress.class)
        .hasMessageContaining("wanted is host:peer-port");
  }

  @Test
  void anActorSystemWithoutRemotingIsRefusedAtOnce() {
    var local = ActorSystem.create(Behaviors.empty(), "local", ConfigFactory.defaultReference());
    try {
      assertThatThrownBy(() -> SampoClient.create(local, "localhost:2380"))
          .isInstanceOf(InvalidSettings.class)
          .hasMessageContaining("set pekko.actor.provider to remote or cluster");
    } finally {
      local.terminate();
    }
  }

  @Test
  void aPortWhereNobodyListensIsNamed() throws IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (var client = SampoClient.create(application, settings("127.0.0.1:" + port))) {
      failureOf(client.put("a", "1"))
          .isInstanceOf(ClientException.NoMemberReachable.class)
          .hasMessageContaining("within 1500 ms")
          .hasMessageContaining("pekko://sampo@127.0.0.1:%d did not answer".formatted(port));
    }
  }

  @Test
  void anActorSystemThatIsNoMemberIsNamed() {
    var stranger = Application.start("remote");
    try (var client =
        SampoClient.create(application, settings(TinyMember.addressOf(stranger).toString()))) {
      failureOf(client.get("a"))
          .isInstanceOf(ClientException.NoMemberReachable.class)
          .hasMessageContaining("is an actor system, but not that of a Sampo member");
    } finally {
      stranger.terminate();
    }
  }

  @Test
  void withoutContactPointsTheMessageSaysSo() {
    try (var client = SampoClient.create(application, settings("x:1").withContactPoints())) {
      failureOf(client.get("a"))
          .isInstanceOf(ClientException.NoMemberReachable.class)
          .hasMessageContaining("no contact points are given");
    }
  }

  @Test
  void aClosedClientSaysSo() {
    var client = SampoClient.create(application, settings(member.address()));
    client.close();
    failureOf(client.get("a")).isInstanceOf(ClientException.Closed.class);
  }

  @Test
  void closingEndsWhatIsUnderWay() {
    var client = SampoClient.create(application, settings(member.address()));
    member.guard = ask -> ask.kind() != Door.Kind.PUT && ask.kind() != Door.Kind.RANGE;
    var read = client.get("a");
    var write = client.put("a", "1");
    await().until(() -> member.count(Door.Kind.PUT) + member.count(Door.Kind.RANGE) == 2);
    client.close();
    failureOf(read).isInstanceOf(ClientException.Closed.class);
    failureOf(write).isInstanceOf(ClientException.OutcomeUnknown.class);
  }

  @Test
  void aClientEndsWithItsActorSystem() {
    var client = SampoClient.create(application, settings(member.address()));
    application.terminate();
    application.getWhenTerminated().toCompletableFuture().join();
    failureOf(client.get("a")).isInstanceOf(ClientException.Closed.class);
  }

  @Test
  void requestsBeyondTheLimitAreRefused() {
    try (var client =
        SampoClient.create(application, settings(member.address()).withMaxInFlight(1))) {
      client.get("a").toCompletableFuture().join();
      member.guard = _ -> false;
      var first = client.get("a");
      failureOf(client.get("b"))
          .isInstanceOf(ClientException.TooManyInFlight.class)
          .hasMessageContaining("sampo.client.max-in-flight");
      failureOf(first).isInstanceOf(ClientException.class);
      member.guard = _ -> true;
      assertThat(client.get("b").toCompletableFuture().join().getKvsCount()).isZero();
    }
  }

  @Test
  void aRequestLargerThanAFrameIsNotSent() {
    try (var client = SampoClient.create(application, settings(member.address()))) {
      client.get("a").toCompletableFuture().join();
      failureOf(client.put(ByteString.copyFromUtf8("a"), ByteString.copyFrom(new byte[FRAME_256K])))
          .isInstanceOf(ClientException.RequestTooLarge.class)
          .hasMessageContaining("maximum-frame-size");
      assertThat(member.count(Door.Kind.PUT)).isZero();
    }
  }

  @Test
  void aRequestOfNearlyAFrameArrives() {
    var value = ByteString.copyFrom(new byte[FRAME_256K - (5 << 10)]);
    try (var client = SampoClient.create(application, settings(member.address()))) {
      client.put(ByteString.copyFromUtf8("a"), value).toCompletableFuture().join();
      var range = client.get("a").toCompletableFuture().join();
      assertThat(range.getKvs(0).getValue()).isEqualTo(value);
    }
  }

  /// The frames of this application are smaller than those of the member.
  @Test
  void anAnswerArrivesAsLongAsItFitsTheMembersFrame() {
    var value = ByteString.copyFrom(new byte[200 << 10]);
    var all =
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("a"))
            .setRangeEnd(ByteString.copyFromUtf8("z"))
            .build();
    try (var client = SampoClient.create(application, settings(member.address()))) {
      for (var key : new String[] {"a", "b", "c", "d"}) {
        client.put(ByteString.copyFromUtf8(key), value).toCompletableFuture().join();
      }
      assertThat(client.get(all).toCompletableFuture().join().getKvsCount()).isEqualTo(4);
      for (var key : new String[] {"e", "f", "g"}) {
        client.put(ByteString.copyFromUtf8(key), value).toCompletableFuture().join();
      }
      failureOf(client.get(all))
          .isInstanceOf(ClientException.MemberFailed.class)
          .hasMessageContaining("ask for less, by limit or keys_only");
    }
  }
}
