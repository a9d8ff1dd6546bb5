package service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import actors.Raft;
import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DefragmentRequest;
import etcdserverpb.DowngradeRequest;
import etcdserverpb.DowngradeRequest.DowngradeAction;
import etcdserverpb.HashKVRequest;
import etcdserverpb.HashRequest;
import etcdserverpb.MoveLeaderRequest;
import etcdserverpb.PutRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import raft.MemberId;

final class MaintenanceTest {

  private static final Caller CALLER = Caller.inside(Runnable::run);
  private static final MemberId OTHER = new MemberId(9);

  private final LoneMember member = new LoneMember();
  private final Maintenance maintenance = member.maintenance();

  @AfterEach
  void close() {
    member.close();
  }

  private static void assertRefused(EtcdError error, CompletableFuture<?> answer) {
    assertThatThrownBy(answer::join).hasMessageContaining(error.text());
  }

  private void put(String key) {
    member.kv().put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build()).join();
  }

  private static HashKVRequest at(long revision) {
    return HashKVRequest.newBuilder().setRevision(revision).build();
  }

  @Test
  void hashesSayAtWhichRevisionTheyStand() {
    put("a");
    put("b");
    var now = maintenance.hashKv(at(0), CALLER).join();
    assertThat(now.getHashRevision()).isEqualTo(3);
    assertThat(now.getCompactRevision()).isEqualTo(-1);
    assertThat(now.getHeader().getRevision()).isEqualTo(3);
    assertThat(maintenance.hashKv(at(2), CALLER).join().getHash()).isNotEqualTo(now.getHash());
    assertThat(maintenance.hash(HashRequest.getDefaultInstance(), CALLER).join().getHeader())
        .isEqualTo(now.getHeader());
  }

  @Test
  void hashesOfRevisionsThatCannotBeReadAreRefused() {
    put("a");
    put("b");
    member.kv().compact(CompactionRequest.newBuilder().setRevision(3).build()).join();
    assertRefused(EtcdError.COMPACTED, maintenance.hashKv(at(2), CALLER));
    assertRefused(EtcdError.FUTURE_REVISION, maintenance.hashKv(at(4), CALLER));
  }

  @Test
  void defragmentingAnswersAtOnceAndHintsAtSpace() {
    var answer = maintenance.defragment(DefragmentRequest.getDefaultInstance(), CALLER);
    assertThat(answer).isCompleted();
    assertThat(answer.join().hasHeader()).isFalse();
    assertThat(member.tidied()).isOne();
  }

  @Test
  void leadershipGoesWhereTheLeaderIsAskedToSendIt() {
    member.leadWith(OTHER);
    var moved = maintenance.moveLeader(to(OTHER), CALLER);
    assertThat(member.told()).containsExactly(new Raft.TransferLeadership(OTHER));
    assertThat(moved).isNotDone();
    member.follow(OTHER);
    await().until(moved::isDone);
    assertThat(moved.join().hasHeader()).isFalse();
  }

  @Test
  void onlyTheLeaderMovesLeadershipAndOnlyToAVoter() {
    member.follow(OTHER);
    assertRefused(EtcdError.NOT_LEADER, maintenance.moveLeader(to(OTHER), CALLER));
    member.leadWith(OTHER);
    assertRefused(
        EtcdError.BAD_LEADER_TRANSFEREE, maintenance.moveLeader(to(new MemberId(77)), CALLER));
    assertThat(maintenance.moveLeader(to(LoneMember.SELF), CALLER)).isCompleted();
    assertThat(member.told()).isEmpty();
  }

  @Test
  void aTransferThatDoesNotHappenEnds() {
    var limits = Limits.defaults();
    var now = new AtomicLong();
    member.leadWith(OTHER);
    var transfers = new LeaderTransfers(member.context(), _ -> {}, now::get);
    var moved = transfers.move(OTHER);
    now.addAndGet(limits.requestTimeout().minus(Duration.ofMillis(1)).toNanos());
    transfers.observe();
    assertThat(moved).isNotDone();
    now.addAndGet(Duration.ofMillis(1).toNanos());
    transfers.observe();
    assertRefused(EtcdError.TIMEOUT_LEADER_TRANSFER, moved);
  }

  private static MoveLeaderRequest to(MemberId target) {
    return MoveLeaderRequest.newBuilder().setTargetID(target.value()).build();
  }

  @Test
  void noTargetOfADowngradeIsValidAndThereIsNeverOneToCancel() {
    for (var action : new DowngradeAction[] {DowngradeAction.VALIDATE, DowngradeAction.ENABLE}) {
      assertRefused(EtcdError.INVALID_DOWNGRADE_TARGET_VERSION, downgrade(action, "3.5"));
      assertRefused(EtcdError.INVALID_DOWNGRADE_TARGET_VERSION, downgrade(action, "3.5.0"));
      assertRefused(EtcdError.WRONG_DOWNGRADE_VERSION_FORMAT, downgrade(action, "old"));
    }
    var canceled =
        maintenance.downgrade(
            DowngradeRequest.newBuilder().setAction(DowngradeAction.CANCEL).build(), CALLER);
    assertThat(canceled.join().getVersion()).isEqualTo(Release.CLUSTER);
    assertThat(maintenance.status().getDowngradeInfo().getEnabled()).isFalse();
  }

  private CompletableFuture<?> downgrade(DowngradeAction action, String version) {
    return maintenance.downgrade(
        DowngradeRequest.newBuilder().setAction(action).setVersion(version).build(), CALLER);
  }
}
