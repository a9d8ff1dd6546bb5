package service;

import com.google.protobuf.ByteString;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/// Requests of a few keys and leases, drawn at random.
final class RandomTxns {

  static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

  private final Random random;
  private final List<Long> leases;

  RandomTxns(Random random, Collection<Long> leases) {
    this.random = random;
    this.leases = List.copyOf(leases);
  }

  /// @param depth how many transactions may be within one another
  TxnRequest txn(int depth) {
    var txn = TxnRequest.newBuilder();
    if (random.nextInt(3) == 0) {
      txn.addCompare(
          Compare.newBuilder()
              .setKey(key())
              .setTarget(Compare.CompareTarget.VERSION)
              .setResult(Compare.CompareResult.GREATER));
    }
    var ops = new ArrayList<RequestOp>();
    for (int i = random.nextInt(2) + 1; i > 0; i--) {
      ops.add(op(depth));
    }
    return (random.nextBoolean() ? txn.addAllSuccess(ops) : txn.addAllFailure(ops)).build();
  }

  private RequestOp op(int depth) {
    var op = RequestOp.newBuilder();
    return switch (random.nextInt(depth > 0 ? 4 : 3)) {
      case 0 -> op.setRequestRange(range()).build();
      case 1 -> op.setRequestPut(put()).build();
      case 2 -> op.setRequestDeleteRange(delete()).build();
      default -> op.setRequestTxn(txn(depth - 1)).build();
    };
  }

  RangeRequest range() {
    return RangeRequest.newBuilder()
        .setKey(key())
        .setRangeEnd(end())
        .setSerializable(random.nextBoolean())
        .build();
  }

  PutRequest put() {
    return PutRequest.newBuilder()
        .setKey(key())
        .setValue(ByteString.copyFromUtf8(String.valueOf((char) random.nextInt(60, 90))))
        .setLease(random.nextBoolean() ? lease() : 0)
        .setPrevKv(random.nextInt(3) == 0)
        .build();
  }

  DeleteRangeRequest delete() {
    return DeleteRangeRequest.newBuilder()
        .setKey(key())
        .setRangeEnd(end())
        .setPrevKv(random.nextInt(3) == 0)
        .build();
  }

  /// One that is there, or none.
  long lease() {
    return leases.isEmpty() ? 0 : leases.get(random.nextInt(leases.size()));
  }

  ByteString key() {
    return ByteString.copyFromUtf8(KEYS.get(random.nextInt(KEYS.size())));
  }

  ByteString end() {
    return switch (random.nextInt(8)) {
      case 0 -> KeyRights.ALL;
      case 1, 2 -> key();
      default -> ByteString.EMPTY;
    };
  }
}
