package service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import actors.AlarmMachine;
import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmRequest.AlarmAction;
import etcdserverpb.AlarmType;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proposal.wire.Proposal;

/// Alarms as clients switch them, and what they forbid.
final class AlarmsTest {

  private static final Caller CALLER = Caller.inside(Runnable::run);
  private static final ByteString KEY = ByteString.copyFromUtf8("key");
  private static final PutRequest PUT = PutRequest.newBuilder().setKey(KEY).build();
  private static final DeleteRangeRequest DELETE =
      DeleteRangeRequest.newBuilder().setKey(KEY).build();

  private final LoneMember member = new LoneMember();
  private final Maintenance maintenance = member.maintenance();
  private final Kv kv = member.kv();

  @AfterEach
  void close() {
    member.close();
  }

  private List<AlarmMember> ask(AlarmAction action, long id, AlarmType type) {
    var request =
        AlarmRequest.newBuilder().setAction(action).setMemberID(id).setAlarm(type).build();
    return maintenance.alarm(request, CALLER).join().getAlarmsList();
  }

  private static AlarmMember alarm(long id, AlarmType type) {
    return AlarmMember.newBuilder().setMemberID(id).setAlarm(type).build();
  }

  private static void assertRefused(EtcdError error, CompletableFuture<?> answer) {
    assertThatThrownBy(answer::join).hasMessageContaining(error.text());
  }

  @Test
  void anAlarmIsOnUntilItIsTakenBack() {
    var noSpace = alarm(-5, AlarmType.NOSPACE);
    assertThat(ask(AlarmAction.ACTIVATE, -5, AlarmType.NOSPACE)).containsExactly(noSpace);
    assertThat(ask(AlarmAction.ACTIVATE, -5, AlarmType.NOSPACE)).containsExactly(noSpace);
    ask(AlarmAction.ACTIVATE, 3, AlarmType.NOSPACE);
    ask(AlarmAction.ACTIVATE, 0, AlarmType.CORRUPT);
    assertThat(ask(AlarmAction.GET, 0, AlarmType.NONE))
        .containsExactly(alarm(3, AlarmType.NOSPACE), noSpace, alarm(0, AlarmType.CORRUPT));
    assertThat(ask(AlarmAction.GET, 77, AlarmType.CORRUPT))
        .containsExactly(alarm(0, AlarmType.CORRUPT));
    assertThat(maintenance.status().getErrorsList())
        .containsExactly(
            "memberID:3 alarm:NOSPACE ",
            "memberID:18446744073709551611 alarm:NOSPACE ",
            "alarm:CORRUPT ");
    assertThat(ask(AlarmAction.DEACTIVATE, -5, AlarmType.NOSPACE)).containsExactly(noSpace);
    assertThat(ask(AlarmAction.DEACTIVATE, -5, AlarmType.NOSPACE)).isEmpty();
    assertThat(ask(AlarmAction.GET, 0, AlarmType.NONE)).hasSize(2);
  }

  @Test
  void whatIsNoAlarmIsNotRaised() {
    assertThat(ask(AlarmAction.ACTIVATE, 1, AlarmType.NONE)).isEmpty();
    var unknown = AlarmRequest.newBuilder().setActionValue(1).setAlarmValue(9).build();
    assertThat(maintenance.alarm(unknown, CALLER).join().getAlarmsList()).isEmpty();
    var noAction = AlarmRequest.newBuilder().setActionValue(9).setAlarmValue(1).build();
    assertThat(maintenance.alarm(noAction, CALLER).join().getAlarmsList()).isEmpty();
    assertThat(maintenance.alarms()).isEmpty();
  }

  @Test
  void anAlarmMovesNoRevisionAndSaysTheRevision() {
    kv.put(PUT).join();
    var answer = maintenance.alarm(AlarmRequest.getDefaultInstance(), CALLER).join();
    assertThat(answer.getHeader().getRevision()).isEqualTo(2);
    assertThat(answer.getHeader().getMemberId()).isEqualTo(LoneMember.SELF.value());
  }

  @Test
  void withoutSpaceNothingGrowsAndAllElseGoesOn() {
    kv.put(PUT).join();
    ask(AlarmAction.ACTIVATE, 1, AlarmType.NOSPACE);
    var put = RequestOp.newBuilder().setRequestPut(PUT);
    var nested = TxnRequest.newBuilder().addFailure(put);
    assertRefused(EtcdError.NO_SPACE, kv.put(PUT));
    assertRefused(EtcdError.NO_SPACE, kv.txn(TxnRequest.newBuilder().addSuccess(put).build()));
    assertRefused(EtcdError.NO_SPACE, kv.txn(TxnRequest.newBuilder().addFailure(put).build()));
    assertRefused(
        EtcdError.NO_SPACE,
        kv.txn(
            TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestTxn(nested))
                .build()));
    assertThat(kv.range(RangeRequest.newBuilder().setKey(KEY).build()).join().getCount()).isOne();
    var grant = LeaseGrantRequest.newBuilder().setID(7).setTTL(60);
    assertRefused(
        EtcdError.NO_SPACE,
        member.entrance().propose(Proposal.newBuilder().setLeaseGrant(grant), answer -> answer));
    var delete = RequestOp.newBuilder().setRequestDeleteRange(DELETE);
    kv.txn(TxnRequest.newBuilder().addSuccess(delete).build()).join();
    kv.deleteRange(DELETE).join();
    kv.compact(CompactionRequest.newBuilder().setRevision(2).build()).join();
    ask(AlarmAction.DEACTIVATE, 1, AlarmType.NOSPACE);
    kv.put(PUT).join();
  }

  @Test
  void aCorruptClusterChangesNothing() {
    kv.put(PUT).join();
    ask(AlarmAction.ACTIVATE, 1, AlarmType.NOSPACE);
    ask(AlarmAction.ACTIVATE, 1, AlarmType.CORRUPT);
    assertRefused(EtcdError.CORRUPT, kv.put(PUT));
    assertRefused(EtcdError.CORRUPT, kv.deleteRange(DELETE));
    var delete = RequestOp.newBuilder().setRequestDeleteRange(DELETE);
    assertRefused(EtcdError.CORRUPT, kv.txn(TxnRequest.newBuilder().addSuccess(delete).build()));
    assertRefused(
        EtcdError.CORRUPT, kv.compact(CompactionRequest.newBuilder().setRevision(2).build()));
    assertThat(kv.range(RangeRequest.newBuilder().setKey(KEY).build()).join().getCount()).isOne();
  }

  @Test
  void alarmsOutliveARestart() {
    ask(AlarmAction.ACTIVATE, -1, AlarmType.CORRUPT);
    ask(AlarmAction.ACTIVATE, 7, AlarmType.NOSPACE);
    var restored = AlarmMachine.of(member.store().rows(AlarmMachine.TABLE));
    assertThat(restored.raised())
        .containsExactly(alarm(7, AlarmType.NOSPACE), alarm(-1, AlarmType.CORRUPT));
    assertThat(restored.foundByMembers()).isEmpty();
  }
}
