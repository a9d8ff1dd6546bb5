package service;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The rule that no branch of a transaction puts a key twice, or puts a key that it deletes: within
/// one revision there would be no telling which came last.
///
/// As in etcd, and no stricter, since clients rely on what passes: a delete "from key on" (range
/// end one zero byte) overlaps nothing; a put of one nested transaction is compared with the
/// deletes of those before it, not of those after it; two branches of one nested transaction may
/// put the same key, since only one of them runs.
final class TxnOverlaps {

  /// What one branch writes, with all that is nested in it.
  private record Writes(Set<ByteString> puts, KeyIntervals deletes) {}

  private TxnOverlaps() {}

  /// Fails with DUPLICATE_KEY.
  static void check(TxnRequest request) {
    if (request.getSuccessCount() > 1) {
      writesOf(request.getSuccessList());
    } else {
      checkNested(request.getSuccessList());
    }
    if (request.getFailureCount() > 1) {
      writesOf(request.getFailureList());
    } else {
      checkNested(request.getFailureList());
    }
  }

  /// One operation alone overlaps nothing, unless it is a transaction.
  private static void checkNested(List<RequestOp> ops) {
    if (!ops.isEmpty() && ops.getFirst().hasRequestTxn()) {
      writesOf(ops);
    }
  }

  private static Writes writesOf(List<RequestOp> ops) {
    var writes = new Writes(new HashSet<>(), new KeyIntervals());
    for (var op : ops) {
      if (op.hasRequestDeleteRange()) {
        var delete = op.getRequestDeleteRange();
        writes.deletes.add(delete.getKey(), delete.getRangeEnd());
      }
    }
    for (var op : ops) {
      if (op.hasRequestTxn()) {
        addNested(op.getRequestTxn(), writes);
      }
    }
    for (var op : ops) {
      if (op.hasRequestPut()) {
        var key = op.getRequestPut().getKey();
        refuseIf(!writes.puts.add(key) || writes.deletes.contain(key));
      }
    }
    return writes;
  }

  private static void addNested(TxnRequest nested, Writes writes) {
    var success = writesOf(nested.getSuccessList());
    var failure = writesOf(nested.getFailureList());
    for (var key : success.puts) {
      refuseIf(!writes.puts.add(key) || writes.deletes.contain(key));
    }
    for (var key : failure.puts) {
      boolean repeated = !writes.puts.add(key) && !success.puts.contains(key);
      refuseIf(repeated || writes.deletes.contain(key));
    }
    writes.deletes.addAll(success.deletes);
    writes.deletes.addAll(failure.deletes);
  }

  private static void refuseIf(boolean overlap) {
    if (overlap) {
      throw EtcdError.DUPLICATE_KEY.exception();
    }
  }
}
