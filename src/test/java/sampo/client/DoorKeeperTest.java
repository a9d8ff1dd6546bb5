package sampo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static sampo.client.SampoClientTest.bytes;

import actors.Door;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.typesafe.config.ConfigFactory;
import etcd.EtcdError;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.MemberListRequest;
import etcdserverpb.MemberListResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.StatusRequest;
import etcdserverpb.StatusResponse;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sampo.DoorKeeper;

/// A door's keeper, asked by hand, with real services on a store in memory.
final class DoorKeeperTest {

  private static final int MAX_ANSWER = 1000;

  private final TinyCluster cluster = new TinyCluster();
  private final DoorKeeper.Services services = cluster.start().services();
  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString("pekko.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private final ActorRef<Door.Ask> keeper = kit.spawn(DoorKeeper.create(services, MAX_ANSWER));
  private final TestProbe<Door.Answer> asker = kit.createTestProbe();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    cluster.close();
  }

  private Door.Answer ask(Door.Kind kind, ByteString request) {
    keeper.tell(new Door.Ask(kind, request, asker.getRef()));
    return asker.receiveMessage();
  }

  private ByteString done(Door.Kind kind, MessageLite request) {
    var answer = ask(kind, request.toByteString());
    assertThat(answer).isInstanceOf(Door.Done.class);
    return ((Door.Done) answer).response();
  }

  private static PutRequest put(String key, int bytes) {
    return PutRequest.newBuilder()
        .setKey(bytes(key))
        .setValue(ByteString.copyFrom(new byte[bytes]))
        .build();
  }

  @Test
  void everyKindIsServed() throws Exception {
    var put = PutResponse.parseFrom(done(Door.Kind.PUT, put("a", 1)));
    assertThat(put.getHeader().getRevision()).isEqualTo(2);
    assertThat(put.getHeader().getMemberId()).isEqualTo(1);
    var key = RangeRequest.newBuilder().setKey(bytes("a")).build();
    assertThat(RangeResponse.parseFrom(done(Door.Kind.RANGE, key)).getCount()).isEqualTo(1);
    var txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestRange(key));
    assertThat(TxnResponse.parseFrom(done(Door.Kind.TXN, txn.build())).getSucceeded()).isTrue();
    var delete = DeleteRangeRequest.newBuilder().setKey(bytes("a")).build();
    assertThat(DeleteRangeResponse.parseFrom(done(Door.Kind.DELETE_RANGE, delete)).getDeleted())
        .isEqualTo(1);
    done(Door.Kind.COMPACTION, CompactionRequest.newBuilder().setRevision(3).build());
    assertThat(cluster.store.view().compactRevision()).isEqualTo(3);
    var status = done(Door.Kind.STATUS, StatusRequest.getDefaultInstance());
    assertThat(StatusResponse.parseFrom(status).getLeader()).isEqualTo(1);
    var list = done(Door.Kind.MEMBER_LIST, MemberListRequest.getDefaultInstance());
    assertThat(MemberListResponse.parseFrom(list).getMembersList()).hasSize(1);
  }

  @Test
  void refusalsKeepTheirError() {
    assertThat(ask(Door.Kind.PUT, PutRequest.getDefaultInstance().toByteString()))
        .isEqualTo(new Door.Refused(EtcdError.KEY_NOT_PROVIDED));
    assertThat(
            ask(
                Door.Kind.COMPACTION,
                CompactionRequest.newBuilder().setRevision(9).build().toByteString()))
        .isEqualTo(new Door.Refused(EtcdError.FUTURE_REVISION));
  }

  @ParameterizedTest
  @EnumSource
  void garbageIsAnsweredAndTheDoorStaysOpen(Door.Kind kind) {
    var garbage = ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xff});
    assertThat(ask(kind, garbage))
        .isInstanceOfSatisfying(
            Door.Failed.class,
            failed -> assertThat(failed.reason()).startsWith("not a request " + kind));
    done(Door.Kind.STATUS, StatusRequest.getDefaultInstance());
  }

  @Test
  void anAnswerLargerThanAFrameBecomesAReason() {
    done(Door.Kind.PUT, put("a", 2 * MAX_ANSWER));
    assertThat(
            ask(
                Door.Kind.RANGE,
                RangeRequest.newBuilder().setKey(bytes("a")).build().toByteString()))
        .isInstanceOfSatisfying(
            Door.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains("was carried out")
                    .contains("larger than the 1000 "));
  }

  @Test
  void theDoorIsAtTheReceptionist() {
    var opened = BehaviorTestKit.create(DoorKeeper.create(services, MAX_ANSWER));
    assertThat(opened.receptionistInbox().receiveMessage())
        .isEqualTo(Receptionist.register(Door.KEY, opened.getRef()));
  }
}
