package service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmRequest.AlarmAction;
import etcdserverpb.AlarmType;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// A full store says so, and takes writes again as soon as there is room.
final class QuotaTest {

  private static final int QUOTA = 100_000;
  private static final Caller CALLER = Caller.inside(Runnable::run);
  private static final AlarmMember NO_SPACE =
      AlarmMember.newBuilder()
          .setMemberID(LoneMember.SELF.value())
          .setAlarm(AlarmType.NOSPACE)
          .build();

  private final LoneMember member =
      new LoneMember(Limits.defaults(), new Quota.Bounds(QUOTA, QUOTA * 9 / 10));
  private final Kv kv = member.kv();
  private int written;

  @AfterEach
  void close() {
    member.close();
  }

  private static PutRequest put(int i) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8("k" + i))
        .setValue(ByteString.copyFrom(new byte[1000]))
        .build();
  }

  private void fill() {
    while (member.maintenance().alarms().isEmpty()) {
      try {
        kv.put(put(written)).join();
        written++;
      } catch (CompletionException full) {
        assertThat(full).hasMessageContaining(EtcdError.NO_SPACE.text());
      }
    }
  }

  private void compact() {
    long revision = member.store().view().revision();
    kv.compact(CompactionRequest.newBuilder().setRevision(revision).build()).join();
    member.scrub();
  }

  @Test
  void theMemberThatIsFullRaisesTheAlarmBeforeItRefuses() {
    fill();
    assertThat(member.maintenance().alarms()).containsExactly(NO_SPACE);
    assertThat(written).isBetween(QUOTA / 1400, QUOTA / 1000);
    assertThatThrownBy(() -> kv.put(put(0)).join()).hasMessageContaining("space exceeded");
    assertThat(member.store().view().liveBytes()).isLessThan(QUOTA);
  }

  @Test
  void historyCountsUntilItIsCompacted() {
    while (member.maintenance().alarms().isEmpty()) {
      kv.put(put(0)).exceptionally(_ -> null).join();
    }
    compact();
    await().until(() -> member.maintenance().alarms().isEmpty());
    kv.put(put(0)).join();
  }

  @Test
  void deletingAndCompactingEndsTheAlarmWithoutAnyoneDisarmingIt() {
    fill();
    kv.deleteRange(
            DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setRangeEnd(ByteString.copyFromUtf8("l"))
                .build())
        .join();
    assertThat(member.maintenance().alarms()).containsExactly(NO_SPACE);
    compact();
    await().until(() -> member.maintenance().alarms().isEmpty());
    kv.put(put(0)).join();
  }

  @Test
  void anAlarmThatAClientRaisedIsLeftToClients() {
    var raise =
        AlarmRequest.newBuilder()
            .setAction(AlarmAction.ACTIVATE)
            .setMemberID(5)
            .setAlarm(AlarmType.NOSPACE);
    member.maintenance().alarm(raise.build(), CALLER).join();
    member.tendQuota();
    member.maintenance().alarm(AlarmRequest.getDefaultInstance(), CALLER).join();
    assertThat(member.maintenance().alarms()).hasSize(1);
  }

  @Test
  void aFollowerTakesNothingBack() {
    fill();
    member.follow(new MemberId(1));
    kv.deleteRange(
            DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setRangeEnd(ByteString.copyFromUtf8("l"))
                .build())
        .join();
    compact();
    member.tendQuota();
    member.maintenance().alarm(AlarmRequest.getDefaultInstance(), CALLER).join();
    assertThat(member.maintenance().alarms()).containsExactly(NO_SPACE);
  }

  @Test
  void disarmingByHandStillWorksAndDoesNotHelpAFullStore() {
    fill();
    var disarm =
        AlarmRequest.newBuilder()
            .setAction(AlarmAction.DEACTIVATE)
            .setMemberID(LoneMember.SELF.value())
            .setAlarm(AlarmType.NOSPACE)
            .build();
    assertThat(member.maintenance().alarm(disarm, CALLER).join().getAlarmsList())
        .containsExactly(NO_SPACE);
    assertThatThrownBy(() -> kv.put(put(0)).join()).hasMessageContaining("space exceeded");
    assertThat(member.maintenance().alarms()).containsExactly(NO_SPACE);
  }

  @Test
  void aFullDiskRefusesWhatGrowsAndLetsTheRestThrough() {
    kv.put(put(0)).join();
    member.leaveRoom(0);
    assertThatThrownBy(() -> kv.put(put(1)).join()).hasMessageContaining("space exceeded");
    kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(put(0).getKey()).build()).join();
    compact();
    assertThat(member.maintenance().alarms()).isEmpty();
    member.leaveRoom(Long.MAX_VALUE);
    kv.put(put(1)).join();
  }
}
