package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.Compare;
import etcdserverpb.Compare.CompareResult;
import etcdserverpb.Compare.CompareTarget;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrantResponse;
import etcdserverpb.LeaseLeasesRequest;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Leases: granted with ids and without, for times of every kind; kept alive on several streams,
/// asked for, revoked; and keys that are attached to them, moved between them and detached.
///
/// Those that would end while the script runs are revoked at once: when exactly a lease ends is not
/// for this test.
final class LeaseScript implements Script {

  private static final int STREAMS = 3;
  private static final int MOST = 30;
  private static final long LONGEST_TTL = 9_000_000_000L;
  private static final long SHORT_TTL = 60;

  private final Dice dice;
  private final Deque<Step> due = new ArrayDeque<>();
  private final List<Long> live = new ArrayList<>();

  LeaseScript(long seed) {
    dice = new Dice(seed);
  }

  @Override
  public Step next() {
    if (!due.isEmpty()) {
      return due.removeFirst();
    }
    int kind = dice.between(0, 99);
    if (kind < 20) {
      return keepAlive();
    }
    return Ask.of(
        kind < 32
            ? grant()
            : kind < 42 ? revoke() : kind < 62 ? timeToLive() : kind < 68 ? leases() : keyed(kind));
  }

  private static Message leases() {
    return LeaseLeasesRequest.getDefaultInstance();
  }

  private Message keyed(int kind) {
    return kind < 82 ? put() : kind < 90 ? range() : kind < 94 ? delete() : txn();
  }

  @Override
  public void heard(Step step, Answer answer) {
    if (step instanceof Ask(LeaseRevokeRequest revoked, _) && answer instanceof Answer.Response) {
      live.remove(revoked.getID());
    }
    if (answer instanceof Answer.Response(LeaseGrantResponse granted)) {
      live.add(granted.getID());
      if (granted.getTTL() < SHORT_TTL) {
        due.add(Ask.of(LeaseTimeToLiveRequest.newBuilder().setID(granted.getID()).build()));
        due.add(Ask.of(LeaseRevokeRequest.newBuilder().setID(granted.getID()).build()));
      }
    }
  }

  /// Leaves no lease behind.
  @Override
  public List<Step> atTheEnd() {
    List<Step> last = new ArrayList<>();
    last.add(Ask.of(leases()));
    for (long lease : live) {
      last.add(Ask.of(LeaseTimeToLiveRequest.newBuilder().setID(lease).setKeys(true).build()));
    }
    last.add(Ask.of(RangeRequest.newBuilder().setKey(Keys.ZERO).setRangeEnd(Keys.ZERO).build()));
    for (long lease : live) {
      last.add(Ask.of(LeaseRevokeRequest.newBuilder().setID(lease).build()));
    }
    return last;
  }

  private Message grant() {
    if (live.size() >= MOST) {
      return LeaseRevokeRequest.newBuilder().setID(dice.pick(live)).build();
    }
    long id = dice.chance(30) ? 0 : dice.chance(80) ? dice.between(1, 60) : lease();
    return LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl()).build();
  }

  private long ttl() {
    return switch (dice.between(0, 19)) {
      case 0 -> 0;
      case 1 -> dice.pick(-1L, Long.MIN_VALUE, 1L, 2L, 5L);
      case 2 -> dice.pick(LONGEST_TTL + 1, Long.MAX_VALUE);
      case 3 -> LONGEST_TTL;
      default -> dice.pick(10_000L, 1_000_000L, 50_000_000L);
    };
  }

  /// Mostly one that there is.
  private long lease() {
    return !live.isEmpty() && dice.chance(80)
        ? dice.pick(live)
        : dice.pick(0L, -1L, 59L, 60L, Long.MIN_VALUE, Long.MAX_VALUE, 4711L, Aliases.alias(999));
  }

  private Step keepAlive() {
    return new KeepAlive(
        dice.between(1, STREAMS),
        lease(),
        "",
        dice.oneIn(20) ? KeepAlive.Then.ENDS : KeepAlive.Then.STAYS_OPEN);
  }

  private Message revoke() {
    return LeaseRevokeRequest.newBuilder().setID(lease()).build();
  }

  private Message timeToLive() {
    return LeaseTimeToLiveRequest.newBuilder().setID(lease()).setKeys(dice.chance(70)).build();
  }

  private ByteString key() {
    return ByteString.copyFromUtf8("l" + dice.between(0, 29));
  }

  private PutRequest put() {
    PutRequest.Builder put =
        PutRequest.newBuilder().setKey(key()).setValue(ByteString.copyFromUtf8("v"));
    return switch (dice.between(0, 9)) {
      case 0 -> put.setIgnoreLease(true).build();
      case 1 -> put.setIgnoreLease(true).setLease(lease()).build();
      case 2 -> put.build();
      case 3 -> put.clearValue().setIgnoreValue(true).setLease(lease()).setPrevKv(true).build();
      default -> put.setLease(lease()).setPrevKv(dice.chance(30)).build();
    };
  }

  private RangeRequest range() {
    RangeRequest.Builder range = RangeRequest.newBuilder().setKey(key());
    return dice.chance(30) ? range.setRangeEnd(Keys.ZERO).build() : range.build();
  }

  private DeleteRangeRequest delete() {
    DeleteRangeRequest.Builder delete = DeleteRangeRequest.newBuilder().setKey(key());
    if (dice.oneIn(10)) {
      delete.setRangeEnd(key());
    }
    return delete.setPrevKv(dice.chance(50)).build();
  }

  private TxnRequest txn() {
    Compare compare =
        Compare.newBuilder()
            .setKey(key())
            .setTarget(CompareTarget.LEASE)
            .setResult(
                dice.pick(
                    CompareResult.EQUAL,
                    CompareResult.NOT_EQUAL,
                    CompareResult.GREATER,
                    CompareResult.LESS))
            .setLease(lease())
            .build();
    return TxnRequest.newBuilder()
        .addCompare(compare)
        .addSuccess(RequestOp.newBuilder().setRequestPut(put()))
        .addSuccess(RequestOp.newBuilder().setRequestRange(range()))
        .addFailure(RequestOp.newBuilder().setRequestDeleteRange(delete()))
        .addFailure(RequestOp.newBuilder().setRequestPut(put()))
        .build();
  }
}
