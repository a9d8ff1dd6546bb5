package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmRequest.AlarmAction;
import etcdserverpb.AlarmType;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DefragmentRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.HashKVRequest;
import etcdserverpb.HashRequest;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.MemberAddRequest;
import etcdserverpb.MemberListRequest;
import etcdserverpb.MemberPromoteRequest;
import etcdserverpb.MemberRemoveRequest;
import etcdserverpb.MemberUpdateRequest;
import etcdserverpb.MoveLeaderRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.StatusRequest;
import etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Maintenance and membership: alarms of this member and of others, and what they let pass; status,
/// hashes, snapshots, defragmentation; changes of members and leaders that there are not.
final class MaintenanceScript implements Script {

  private static final long SELF = Aliases.alias(0);
  private static final long LONG_TTL = 1_000_000;

  private final Dice dice;
  private Known known = Known.EMPTY;
  private final Set<Map.Entry<Long, AlarmType>> raised = new HashSet<>();
  private boolean changed;

  MaintenanceScript(long seed) {
    dice = new Dice(seed);
  }

  /// After a change of members comes a put: etcd drops a change that comes right after another, and
  /// never answers.
  @Override
  public Step next() {
    if (changed) {
      changed = false;
      return Ask.of(put());
    }
    int kind = dice.between(0, 99);
    if (kind == 0) {
      return new Snapshot();
    }
    return kind < 4
        ? new Downgrading(dice.between(0, 2), dice.pick("3.2", "", "three", "2.9"))
        : Ask.of(request(kind));
  }

  private Message request(int kind) {
    if (kind < 22) {
      return alarm();
    }
    if (kind < 50) {
      return kv();
    }
    if (kind < 70) {
      changed = true;
      return membership();
    }
    return kind < 75 ? lease() : maintenance(kind);
  }

  private Message maintenance(int kind) {
    if (kind < 82) {
      return StatusRequest.getDefaultInstance();
    }
    if (kind < 86) {
      return HashRequest.getDefaultInstance();
    }
    if (kind < 94) {
      return HashKVRequest.newBuilder().setRevision(revision()).build();
    }
    if (kind == 94) {
      return DefragmentRequest.getDefaultInstance();
    }
    return kind < 98
        ? MoveLeaderRequest.newBuilder().setTargetID(member()).build()
        : CompactionRequest.newBuilder()
            .setRevision(revision())
            .setPhysical(dice.chance(50))
            .build();
  }

  @Override
  public void heard(Step step, Answer answer) {
    known = known.after(step, answer);
    if (step instanceof Ask(AlarmRequest alarm, _) && answer instanceof Answer.Response) {
      Map.Entry<Long, AlarmType> its = Map.entry(alarm.getMemberID(), alarm.getAlarm());
      switch (alarm.getAction()) {
        case ACTIVATE -> raised.add(its);
        case DEACTIVATE -> raised.remove(its);
        case GET, UNRECOGNIZED -> {}
      }
    }
  }

  /// Leaves no alarm behind.
  @Override
  public List<Step> atTheEnd() {
    List<Step> last = new ArrayList<>();
    for (long member : MEMBERS) {
      for (AlarmType type : List.of(AlarmType.NOSPACE, AlarmType.CORRUPT)) {
        last.add(
            Ask.of(
                AlarmRequest.newBuilder()
                    .setAction(AlarmAction.DEACTIVATE)
                    .setMemberID(member)
                    .setAlarm(type)
                    .build()));
      }
    }
    last.add(Ask.of(AlarmRequest.getDefaultInstance()));
    last.add(Ask.of(StatusRequest.getDefaultInstance()));
    return last;
  }

  private static final List<Long> MEMBERS = List.of(0L, 4711L, -1L, SELF);

  private long member() {
    return dice.pick(MEMBERS);
  }

  /// Cleared more often than raised, so that not everything is refused most of the time. Never is
  /// there raised none: of no member at all that ends etcd ("key required"). Nor two kinds at once:
  /// until 3.6 etcd heeds the one raised last only, and none once either is cleared.
  private Message alarm() {
    AlarmAction action =
        dice.pick(
            AlarmAction.GET,
            AlarmAction.ACTIVATE,
            AlarmAction.DEACTIVATE,
            AlarmAction.DEACTIVATE,
            AlarmAction.DEACTIVATE);
    AlarmType type =
        dice.pick(AlarmType.NONE, AlarmType.NOSPACE, AlarmType.NOSPACE, AlarmType.CORRUPT);
    return AlarmRequest.newBuilder()
        .setAction(action)
        .setMemberID(member())
        .setAlarm(action == AlarmAction.ACTIVATE ? raisable(type) : type)
        .build();
  }

  private AlarmType raisable(AlarmType type) {
    return raised.stream()
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(type == AlarmType.NONE ? AlarmType.NOSPACE : type);
  }

  private long revision() {
    return switch (dice.between(0, 9)) {
      case 0, 1 -> 0;
      case 2 -> known.revision() + dice.pick(1L, 100L);
      case 3 -> known.compacted();
      case 4 -> known.compacted() - 1;
      case 5 -> known.revision();
      default -> known.past(dice.between(0, 9), 10);
    };
  }

  private ByteString key() {
    return ByteString.copyFromUtf8("m" + dice.between(0, 9));
  }

  private PutRequest put() {
    return PutRequest.newBuilder().setKey(key()).setValue(dice.bytes(dice.between(0, 200))).build();
  }

  private Message kv() {
    PutRequest put = put();
    return switch (dice.between(0, 9)) {
      case 0, 1 -> RangeRequest.newBuilder().setKey(key()).build();
      case 2, 3 -> DeleteRangeRequest.newBuilder().setKey(key()).build();
      case 4 ->
          TxnRequest.newBuilder()
              .addSuccess(
                  RequestOp.newBuilder()
                      .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key())))
              .build();
      case 5 ->
          TxnRequest.newBuilder().addFailure(RequestOp.newBuilder().setRequestPut(put)).build();
      default -> put;
    };
  }

  private Message lease() {
    int id = dice.between(1, 5);
    return dice.chance(60)
        ? LeaseGrantRequest.newBuilder().setID(id).setTTL(id * LONG_TTL).build()
        : LeaseRevokeRequest.newBuilder().setID(id).build();
  }

  /// Nothing that would change who is a member.
  private Message membership() {
    long unknown = dice.pick(0L, 4711L, -1L);
    return switch (dice.between(0, 9)) {
      case 0 -> MemberAddRequest.newBuilder().addPeerURLs(badUrl()).build();
      case 1 -> MemberAddRequest.newBuilder().setIsLearner(true).build();
      case 2 -> MemberRemoveRequest.newBuilder().setID(unknown).build();
      case 3 ->
          MemberUpdateRequest.newBuilder().setID(unknown).addPeerURLs("http://[::1]:1").build();
      case 4 -> MemberPromoteRequest.newBuilder().setID(unknown).build();
      case 5 -> MemberPromoteRequest.newBuilder().setID(SELF).build();
      default -> MemberListRequest.newBuilder().setLinearizable(dice.chance(50)).build();
    };
  }

  private String badUrl() {
    return dice.pick(
        "",
        "here",
        "127.0.0.1:1",
        "http://",
        "http://127.0.0.1",
        "http://127.0.0.1:1/path",
        "ftp://127.0.0.1:1");
  }
}
