package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.AlarmRequest;
import etcdserverpb.CompactionRequest;
import etcdserverpb.Compare;
import etcdserverpb.Compare.CompareResult;
import etcdserverpb.Compare.CompareTarget;
import etcdserverpb.DefragmentRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.HashKVRequest;
import etcdserverpb.HashRequest;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseLeasesRequest;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.MemberListRequest;
import etcdserverpb.MoveLeaderRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.StatusRequest;
import etcdserverpb.TxnRequest;
import etcdserverpb.WatchCreateRequest;

/// Calls that not everybody may make while auth is on.
final class GuardedCalls {

  private static final int KEYS = 10;
  private static final long LONG_TTL = 1_000_000;

  private final Dice dice;

  GuardedCalls(Dice dice) {
    this.dice = dice;
  }

  /// One letter; from number 10 on, of what no key is called.
  static ByteString key(int number) {
    return ByteString.copyFromUtf8(String.valueOf((char) ('a' + number)));
  }

  private ByteString key() {
    return dice.oneIn(50) ? ByteString.EMPTY : key(dice.between(0, KEYS - 1));
  }

  /// None that leaves a range without any key: which permissions such a one needs is a matter of
  /// how etcd searches its tree, and nothing is to be had by it.
  private ByteString end(ByteString key) {
    ByteString end = key(dice.between(0, KEYS + 2));
    boolean isAfter = ByteString.unsignedLexicographicalComparator().compare(key, end) < 0;
    return switch (dice.between(0, 5)) {
      case 0, 1, 2 -> ByteString.EMPTY;
      case 3 -> Keys.ZERO;
      default -> isAfter ? end : ByteString.EMPTY;
    };
  }

  Message call() {
    return switch (dice.between(0, 29)) {
      case 0, 1, 2, 3, 4, 5, 6 -> range();
      case 7, 8, 9, 10, 11, 12, 13 -> put();
      case 14, 15, 16 -> delete();
      case 17, 18, 19, 20, 21 -> txn();
      case 22, 23, 24, 25 -> lease();
      default -> maintenance();
    };
  }

  private RangeRequest range() {
    ByteString key = key();
    return RangeRequest.newBuilder()
        .setKey(key)
        .setRangeEnd(end(key))
        .setSerializable(dice.chance(30))
        .build();
  }

  private PutRequest put() {
    PutRequest.Builder put =
        PutRequest.newBuilder()
            .setKey(key())
            .setValue(ByteString.copyFromUtf8("v" + dice.between(0, 9)))
            .setPrevKv(dice.chance(30));
    if (dice.oneIn(4)) {
      put.setLease(dice.between(1, 6));
    }
    return put.build();
  }

  private DeleteRangeRequest delete() {
    ByteString key = key();
    return DeleteRangeRequest.newBuilder()
        .setKey(key)
        .setRangeEnd(dice.chance(70) ? ByteString.EMPTY : end(key))
        .setPrevKv(dice.chance(40))
        .build();
  }

  /// Without one in it, and without leases and previous pairs of what is put: of those etcd 3.4
  /// asks no permission within a transaction (nested: CVE-2026-33343).
  private TxnRequest txn() {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    if (dice.chance(60)) {
      ByteString key = key();
      txn.addCompare(
          Compare.newBuilder()
              .setKey(key)
              .setRangeEnd(end(key))
              .setTarget(CompareTarget.VERSION)
              .setResult(CompareResult.GREATER)
              .setVersion(0));
    }
    for (int i = dice.between(0, 2); i > 0; i--) {
      txn.addSuccess(op());
    }
    for (int i = dice.between(0, 1); i > 0; i--) {
      txn.addFailure(op());
    }
    return Hazards.isIn(txn.build()) ? Hazards.removedFrom(txn.build()) : txn.build();
  }

  private RequestOp.Builder op() {
    RequestOp.Builder op = RequestOp.newBuilder();
    return switch (dice.between(0, 5)) {
      case 0, 1 -> op.setRequestRange(range().toBuilder().setSerializable(false));
      case 2, 3, 4 -> op.setRequestPut(put().toBuilder().clearPrevKv().clearLease());
      default -> op.setRequestDeleteRange(delete());
    };
  }

  private Message lease() {
    long id = dice.between(1, 6);
    return switch (dice.between(0, 5)) {
      case 0 -> LeaseRevokeRequest.newBuilder().setID(id).build();
      case 1 -> LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(dice.chance(60)).build();
      case 2 -> LeaseLeasesRequest.getDefaultInstance();
      default -> LeaseGrantRequest.newBuilder().setID(id).setTTL(id * LONG_TTL).build();
    };
  }

  private Message maintenance() {
    return switch (dice.between(0, 8)) {
      case 0 -> AlarmRequest.getDefaultInstance();
      case 1 -> StatusRequest.getDefaultInstance();
      case 2 -> HashRequest.getDefaultInstance();
      case 3 -> HashKVRequest.getDefaultInstance();
      case 4 ->
          dice.oneIn(5)
              ? DefragmentRequest.getDefaultInstance()
              : MemberListRequest.getDefaultInstance();
      case 5 -> MoveLeaderRequest.newBuilder().setTargetID(1).build();
      case 6 -> CompactionRequest.newBuilder().setRevision(Long.MAX_VALUE).build();
      default -> MemberListRequest.newBuilder().setLinearizable(true).build();
    };
  }

  Step watch(String caller) {
    ByteString key = key();
    return new WatchOnce(
        WatchCreateRequest.newBuilder()
            .setKey(key)
            .setRangeEnd(end(key))
            .setPrevKv(dice.chance(50))
            .build(),
        caller);
  }
}
