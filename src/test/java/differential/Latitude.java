package differential;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmResponse;
import etcdserverpb.AuthenticateResponse;
import etcdserverpb.HashKVResponse;
import etcdserverpb.HashResponse;
import etcdserverpb.LeaseTimeToLiveResponse;
import etcdserverpb.Member;
import etcdserverpb.MemberListResponse;
import etcdserverpb.StatusResponse;
import java.util.List;
import java.util.stream.Stream;

/// Takes out of a response what a server may say as it likes: how the time left is rounded, the
/// order of a lease's keys and of alarms, tokens, hashes, sizes and addresses. What stays says that
/// there is one, and that it is of the right shape.
final class Latitude {

  /// Between the grant of a lease and the last question after it.
  private static final long LONGEST_SECONDS = 600;

  private static final String TOKEN = "[a-zA-Z]{16}\\.\\d+";
  private static final String VERSION = "3\\.\\d+\\.\\d+";

  private Latitude() {}

  static Message settled(Message response) {
    return switch (response) {
      case LeaseTimeToLiveResponse lease -> settled(lease);
      case AuthenticateResponse granted ->
          granted.toBuilder().setToken(shape(granted.getToken(), TOKEN)).build();
      case HashResponse hash -> hash.toBuilder().setHash(sign(hash.getHash())).build();
      case HashKVResponse hash ->
          hash.toBuilder().setHash(sign(hash.getHash())).clearHashRevision().build();
      case MemberListResponse members -> settled(members);
      case StatusResponse status -> settled(status);
      case AlarmResponse alarms -> settled(alarms);
      default -> response;
    };
  }

  private static Message settled(LeaseTimeToLiveResponse lease) {
    long spent = lease.getGrantedTTL() - lease.getTTL();
    List<ByteString> keys =
        lease.getKeysList().stream()
            .sorted(ByteString.unsignedLexicographicalComparator())
            .toList();
    LeaseTimeToLiveResponse.Builder settled = lease.toBuilder().clearKeys().addAllKeys(keys);
    if (lease.getGrantedTTL() > 0 && spent >= 0 && spent <= LONGEST_SECONDS) {
      settled.setTTL(lease.getGrantedTTL());
    }
    return settled.build();
  }

  private static Message settled(MemberListResponse response) {
    MemberListResponse.Builder settled = response.toBuilder().clearMembers();
    for (Member member : response.getMembersList()) {
      settled.addMembers(
          member.toBuilder()
              .clearPeerURLs()
              .addAllPeerURLs(withoutPorts(member.getPeerURLsList().stream()))
              .clearClientURLs()
              .addAllClientURLs(withoutPorts(member.getClientURLsList().stream())));
    }
    return settled.build();
  }

  private static List<String> withoutPorts(Stream<String> urls) {
    return urls.map(url -> url.replaceFirst(":\\d+$", ":0")).sorted(naturalOrder()).toList();
  }

  private static Message settled(AlarmResponse response) {
    List<AlarmMember> alarms =
        response.getAlarmsList().stream()
            .sorted(comparing(AlarmMember::getMemberID).thenComparing(AlarmMember::getAlarmValue))
            .toList();
    return response.toBuilder().clearAlarms().addAllAlarms(alarms).build();
  }

  /// Also without the fields that came with etcd 3.6.
  private static Message settled(StatusResponse status) {
    return status.toBuilder()
        .setVersion(shape(status.getVersion(), VERSION))
        .setDbSize(sign(status.getDbSize()))
        .setDbSizeInUse(sign(status.getDbSizeInUse()))
        .setRaftIndex(sign(status.getRaftIndex()))
        .setRaftTerm(sign(status.getRaftTerm()))
        .setRaftAppliedIndex(sign(status.getRaftAppliedIndex()))
        .clearErrors()
        .addAllErrors(status.getErrorsList().stream().sorted().toList())
        .clearStorageVersion()
        .clearDbSizeQuota()
        .clearDowngradeInfo()
        .build();
  }

  private static String shape(String text, String pattern) {
    return text.matches(pattern) ? pattern : text;
  }

  private static int sign(long number) {
    return number == 0 ? 0 : 1;
  }
}
