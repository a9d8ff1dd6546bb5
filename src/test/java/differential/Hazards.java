package differential;

import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;

/// Transactions that etcd itself does not stand, and that therefore cannot be compared.
///
/// etcd looks for puts that overlap deletes in a tree of intervals, into which it puts a delete
/// "from key on", and one whose end is below its key, as an interval that ends before it begins
/// (`checkIntervals` in `v3rpc/key.go`). Beside one, true overlaps may go unseen: which, depends on
/// the shape of the tree. And a put with `ignore_value` or `ignore_lease` of a key that was just
/// deleted so is taken for impossible and ends the process ("unexpected error during txn").
final class Hazards {

  private Hazards() {}

  static boolean isIn(TxnRequest txn) {
    return txn.getSuccessList().stream().anyMatch(Hazards::isIn)
        || txn.getFailureList().stream().anyMatch(Hazards::isIn);
  }

  private static boolean isIn(RequestOp op) {
    return op.hasRequestTxn()
        ? isIn(op.getRequestTxn())
        : op.hasRequestDeleteRange() && isBackwards(op.getRequestDeleteRange());
  }

  /// The same transaction, each such delete being of one key only; a lone one stays, since there
  /// is nothing it could overlap.
  static TxnRequest removedFrom(TxnRequest txn) {
    return isHarmless(txn) ? txn : withoutAny(txn);
  }

  private static boolean isHarmless(TxnRequest txn) {
    return count(txn, Kind.DELETE) == 1 && count(txn, Kind.IGNORING_PUT) == 0;
  }

  private enum Kind {
    DELETE,
    IGNORING_PUT;

    boolean matches(RequestOp op) {
      return switch (this) {
        case DELETE -> op.hasRequestDeleteRange();
        case IGNORING_PUT ->
            op.getRequestPut().getIgnoreValue() || op.getRequestPut().getIgnoreLease();
      };
    }
  }

  private static int count(TxnRequest txn, Kind kind) {
    int found = 0;
    for (RequestOp op : txn.getSuccessList()) {
      found += op.hasRequestTxn() ? count(op.getRequestTxn(), kind) : kind.matches(op) ? 1 : 0;
    }
    for (RequestOp op : txn.getFailureList()) {
      found += op.hasRequestTxn() ? count(op.getRequestTxn(), kind) : kind.matches(op) ? 1 : 0;
    }
    return found;
  }

  private static TxnRequest withoutAny(TxnRequest txn) {
    TxnRequest.Builder tame = txn.toBuilder();
    tame.getSuccessBuilderList().forEach(Hazards::tame);
    tame.getFailureBuilderList().forEach(Hazards::tame);
    return tame.build();
  }

  private static void tame(RequestOp.Builder op) {
    if (op.hasRequestTxn()) {
      op.setRequestTxn(withoutAny(op.getRequestTxn()));
    } else if (op.hasRequestDeleteRange() && isBackwards(op.getRequestDeleteRange())) {
      op.getRequestDeleteRangeBuilder().clearRangeEnd();
    }
  }

  private static boolean isBackwards(DeleteRangeRequest delete) {
    return !delete.getRangeEnd().isEmpty()
        && ByteString.unsignedLexicographicalComparator()
                .compare(delete.getRangeEnd(), delete.getKey())
            <= 0;
  }
}
