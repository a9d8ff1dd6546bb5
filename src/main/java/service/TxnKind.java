package service;

import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.List;

/// How a transaction is run. Only its operations count, not its guards, and not which branch runs.
enum TxnKind {
  /// Something other than a range in either branch: it goes through the log.
  WRITE,
  /// Ranges only, one of them linearizable.
  LINEARIZABLE_READ,
  /// Serializable ranges only, or no operations.
  LOCAL_READ;

  static TxnKind of(TxnRequest request) {
    if (!areRanges(request.getSuccessList()) || !areRanges(request.getFailureList())) {
      return WRITE;
    }
    return areSerializable(request.getSuccessList()) && areSerializable(request.getFailureList())
        ? LOCAL_READ
        : LINEARIZABLE_READ;
  }

  private static boolean areRanges(List<RequestOp> ops) {
    for (var op : ops) {
      if (!op.hasRequestRange()) {
        return false;
      }
    }
    return true;
  }

  private static boolean areSerializable(List<RequestOp> ops) {
    for (var op : ops) {
      if (!op.getRequestRange().getSerializable()) {
        return false;
      }
    }
    return true;
  }
}
