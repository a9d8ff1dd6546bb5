package service;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmType;
import etcdserverpb.Member;
import etcdserverpb.MemberListRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MembersAndMaintenanceTest {

  private static final Caller CALLER = Caller.inside(Runnable::run);

  private final LoneMember member = new LoneMember();

  @AfterEach
  void close() {
    member.close();
  }

  @Test
  void membersAreListedByIdWithoutARevision() {
    var list = member.members().list(MemberListRequest.getDefaultInstance(), CALLER).join();
    assertThat(list.getMembersList())
        .extracting(Member::getName)
        .containsExactly("first", "self", "last");
    assertThat(list.getHeader().getRevision()).isZero();
    assertThat(list.getHeader().getRaftTerm()).isEqualTo(4);
  }

  @Test
  void aLinearizableListWaitsForAQuorum() {
    member.fallSilent();
    var request = MemberListRequest.newBuilder().setLinearizable(true).build();
    var list = member.members().list(request, CALLER);
    assertThat(list).isNotDone();
    member.goOn();
    assertThat(list.join().getMembersCount()).isEqualTo(3);
  }

  @Test
  void statusNeedsNoLeaderAndSaysSo() {
    var well = member.maintenance().status();
    assertThat(well.getErrorsList()).isEmpty();
    assertThat(well.getLeader()).isEqualTo(LoneMember.SELF.value());
    assertThat(well.getHeader().getRevision()).isEqualTo(1);
    assertThat(well.getVersion()).matches("3\\.6\\.\\d+");
    assertThat(well.getDbSizeQuota()).isEqualTo(2L << 30);
    assertThat(well.getDbSize()).isEqualTo(4096);
    assertThat(well.getDbSizeInUse()).isEqualTo(1024);
    assertThat(well.hasDowngradeInfo()).isTrue();
    member.loseLeader();
    var leaderless = member.maintenance().status();
    assertThat(leaderless.getLeader()).isZero();
    assertThat(leaderless.getErrorsList()).containsExactly("etcdserver: no leader");
  }

  @Test
  void statusListsTheAlarmsAsEtcdWritesThem() {
    member.raise(AlarmMember.newBuilder().setMemberID(-1).setAlarm(AlarmType.NOSPACE).build());
    assertThat(member.maintenance().status().getErrorsList())
        .containsExactly("memberID:18446744073709551615 alarm:NOSPACE ");
  }

  @Test
  void aMemberWithoutAVoteIsALearner() {
    assertThat(member.maintenance().status().getIsLearner()).isFalse();
    member.becomeLearner();
    assertThat(member.maintenance().status().getIsLearner()).isTrue();
  }
}
