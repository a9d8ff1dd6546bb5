package sampo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import actors.Door;
import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.Compare;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sampo.ClientException;
import sampo.ClientSettings;
import sampo.SampoClient;

/// A client with no more configuration than remoting, against members on loopback.
@Timeout(60)
final class SampoClientTest {

  private static final Duration KNOCK = Duration.ofMillis(300);

  private final TinyCluster cluster = new TinyCluster();
  private final TinyMember one = cluster.start();
  private final TinyMember two = cluster.start();
  private final ActorSystem<Void> application = Application.start("remote");

  @AfterEach
  void stop() {
    application.terminate();
    cluster.close();
  }

  private SampoClient client(TinyMember... contacts) {
    return client(Duration.ofSeconds(10), contacts);
  }

  private SampoClient client(Duration timeout, TinyMember... contacts) {
    var addresses = Arrays.stream(contacts).map(TinyMember::address).toList();
    return SampoClient.create(
        application,
        new ClientSettings(
            addresses, timeout, Duration.ofMillis(500), KNOCK, Duration.ofMillis(20), 50));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> failureOf(
      CompletionStage<?> stage) {
    return assertThatThrownBy(() -> get(stage)).isInstanceOf(CompletionException.class).cause();
  }

  @Test
  void everyRequestIsAnswered() {
    try (var client = client(one)) {
      assertThat(get(client.put("a", "1")).getHeader().getRevision()).isEqualTo(2);
      assertThat(get(client.get("a")).getKvs(0).getValue()).isEqualTo(bytes("1"));
      assertThat(get(client.txn(putIfAbsent("b", "2"))).getSucceeded()).isTrue();
      var all = RangeRequest.newBuilder().setKey(bytes("a")).setRangeEnd(bytes("z")).setLimit(1);
      assertThat(get(client.get(all.build())).getCount()).isEqualTo(2);
      assertThat(get(client.delete("a")).getDeleted()).isEqualTo(1);
      assertThat(get(client.compact(3)).getHeader().getRevision()).isEqualTo(4);
      assertThat(get(client.status()).getHeader().getMemberId()).isEqualTo(1);
      assertThat(get(client.members()).getMembersList()).extracting("name").contains("m1", "m2");
    }
  }

  @Test
  void aStatusIsOfTheMemberAskedFor() {
    try (var client = client(one)) {
      for (var member : get(client.members()).getMembersList()) {
        assertThat(get(client.status(member)).getHeader().getMemberId()).isEqualTo(member.getID());
      }
    }
  }

  @Test
  void refusalsAreEtcdsErrors() {
    try (var client = client(one)) {
      failureOf(client.put("", "1"))
          .isInstanceOfSatisfying(
              EtcdException.class,
              refused -> assertThat(refused.error()).isEqualTo(EtcdError.KEY_NOT_PROVIDED));
      failureOf(client.get(RangeRequest.newBuilder().setKey(bytes("a")).setRevision(9).build()))
          .isInstanceOfSatisfying(
              EtcdException.class,
              refused -> assertThat(refused.error()).isEqualTo(EtcdError.FUTURE_REVISION));
    }
  }

  @Test
  void theLeaderIsPreferredAndFollowed() {
    try (var client = client(one)) {
      cluster.elect(2);
      get(client.members());
      get(client.put("a", "1"));
      assertThat(two.count(Door.Kind.PUT) + one.count(Door.Kind.PUT)).isEqualTo(1);
      await().untilAsserted(() -> assertAnswers(client, 2));
      cluster.elect(1);
      await().untilAsserted(() -> assertAnswers(client, 1));
    }
  }

  private static void assertAnswers(SampoClient client, long id) {
    assertThat(get(client.get("a")).getHeader().getMemberId()).isEqualTo(id);
  }

  @Test
  void otherMembersAreLearntFromOne() {
    try (var client = client(one)) {
      get(client.put("a", "1"));
      one.close();
      assertThat(get(client.get("a")).getKvs(0).getValue()).isEqualTo(bytes("1"));
      assertAnswers(client, 2);
    }
  }

  @Test
  void aReadMovesOnFromASilentLeader() {
    try (var client = client(one)) {
      get(client.put("a", "1"));
      one.guard = ask -> ask.kind() != Door.Kind.RANGE;
      assertAnswers(client, 2);
    }
  }

  @Test
  void aReadIsTriedAgainWhenTheLeaderChanges() {
    try (var client = client(one)) {
      one.guard = ask -> ask.kind() != Door.Kind.RANGE || refuse(ask, EtcdError.LEADER_CHANGED);
      assertAnswers(client, 2);
      assertThat(one.count(Door.Kind.RANGE)).isPositive();
    }
  }

  @Test
  void aReadThatNobodyServesEndsWithTheLastRefusal() {
    try (var client = client(Duration.ofSeconds(2), one, two)) {
      for (var member : cluster.members) {
        member.guard = ask -> ask.kind() != Door.Kind.RANGE || refuse(ask, EtcdError.TIMEOUT);
      }
      failureOf(client.get("a"))
          .isInstanceOfSatisfying(
              EtcdException.class,
              refused -> assertThat(refused.error()).isEqualTo(EtcdError.TIMEOUT));
    }
  }

  @Test
  void aRefusalIsRememberedWhileNobodyAnswers() {
    try (var client = client(Duration.ofSeconds(2), one)) {
      one.guard =
          ask ->
              ask.kind() != Door.Kind.RANGE
                  || (one.count(Door.Kind.RANGE) == 1 && refuse(ask, EtcdError.TIMEOUT));
      two.guard = ask -> ask.kind() != Door.Kind.RANGE;
      failureOf(client.get("a"))
          .isInstanceOfSatisfying(
              EtcdException.class,
              refused -> assertThat(refused.error()).isEqualTo(EtcdError.TIMEOUT));
    }
  }

  @Test
  void aReadThatNobodyAnswersTimesOut() {
    try (var client = client(Duration.ofSeconds(2), one, two)) {
      for (var member : cluster.members) {
        member.guard = ask -> ask.kind() != Door.Kind.RANGE;
      }
      failureOf(client.get("a")).isInstanceOf(ClientException.TimedOut.class);
    }
  }

  @Test
  void aWriteWithoutAnswerIsNotSentAgain() {
    try (var client = client(Duration.ofSeconds(2), one, two)) {
      for (var member : cluster.members) {
        member.guard = ask -> ask.kind() != Door.Kind.PUT;
      }
      failureOf(client.put("a", "1"))
          .isInstanceOf(ClientException.OutcomeUnknown.class)
          .hasMessageContaining("PUT is unknown")
          .hasMessageContaining("did not answer within 2000 ms");
      assertThat(one.count(Door.Kind.PUT) + two.count(Door.Kind.PUT)).isEqualTo(1);
    }
  }

  @Test
  void aWriteThatTimesOutInTheMemberHasAnUnknownOutcome() {
    try (var client = client(one)) {
      one.guard = ask -> ask.kind() != Door.Kind.PUT || refuse(ask, EtcdError.TIMEOUT);
      failureOf(client.put("a", "1"))
          .isInstanceOf(ClientException.OutcomeUnknown.class)
          .cause()
          .isInstanceOf(EtcdException.class)
          .hasMessage(EtcdError.TIMEOUT.text());
      assertThat(two.count(Door.Kind.PUT)).isZero();
    }
  }

  @Test
  void aWriteMovesOnFromAMemberThatIsGone() {
    try (var client = client(one)) {
      get(client.put("a", "1"));
      long heard = System.nanoTime();
      one.close();
      await().until(() -> System.nanoTime() - heard > KNOCK.toNanos());
      assertThat(get(client.put("a", "2")).getHeader().getMemberId()).isEqualTo(2);
    }
  }

  @Test
  void aMemberIsFoundAgainAfterItsRestart() {
    try (var client = client(one)) {
      two.close();
      get(client.put("a", "1"));
      var again = cluster.restart(one);
      assertThat(get(client.get("a")).getKvs(0).getValue()).isEqualTo(bytes("1"));
      get(client.put("a", "2"));
      assertThat(again.count(Door.Kind.PUT)).isEqualTo(1);
    }
  }

  /// As a contact point can be, by mistake.
  @Test
  void membersOfAnotherClusterAreLeftAlone() {
    try (var others = new TinyCluster(78)) {
      var other = others.start();
      try (var client = client(one, other)) {
        long cluster = get(client.put("a", "1")).getHeader().getClusterId();
        for (int i = 0; i < 20; i++) {
          assertThat(get(client.get("a")).getHeader().getClusterId()).isEqualTo(cluster);
        }
      }
    }
  }

  private static boolean refuse(Door.Ask ask, EtcdError error) {
    ask.replyTo().tell(new Door.Refused(error));
    return false;
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static TxnRequest putIfAbsent(String key, String value) {
    return TxnRequest.newBuilder()
        .addCompare(
            Compare.newBuilder()
                .setTarget(Compare.CompareTarget.VERSION)
                .setKey(bytes(key))
                .setVersion(0))
        .addSuccess(
            RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value))))
        .build();
  }
}
