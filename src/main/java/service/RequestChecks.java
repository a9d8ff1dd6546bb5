package service;

import etcd.EtcdError;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.List;

/// What a request must be before anything is done with it, by itself and without looking at any
/// state. Order matters: clients see the first rule that is broken, in etcd's order.
///
/// Every method fails with an [etcd.EtcdException] or returns.
public final class RequestChecks {

  /// Transactions within one another. Messages nested deeper than a hundred levels cannot be read
  /// back, each transaction takes two, and no member may ever hold an entry that it cannot read.
  private static final int MAX_NESTED = 40;

  private RequestChecks() {}

  /// Fails with KEY_NOT_PROVIDED and INVALID_SORT_OPTION.
  public static void check(RangeRequest request) {
    refuseIf(request.getKey().isEmpty(), EtcdError.KEY_NOT_PROVIDED);
    refuseIf(
        request.getSortOrder() == RangeRequest.SortOrder.UNRECOGNIZED
            || request.getSortTarget() == RangeRequest.SortTarget.UNRECOGNIZED,
        EtcdError.INVALID_SORT_OPTION);
  }

  /// Fails with KEY_NOT_PROVIDED, VALUE_PROVIDED and LEASE_PROVIDED.
  public static void check(PutRequest request) {
    refuseIf(request.getKey().isEmpty(), EtcdError.KEY_NOT_PROVIDED);
    refuseIf(request.getIgnoreValue() && !request.getValue().isEmpty(), EtcdError.VALUE_PROVIDED);
    refuseIf(request.getIgnoreLease() && request.getLease() != 0, EtcdError.LEASE_PROVIDED);
  }

  /// Fails with KEY_NOT_PROVIDED.
  public static void check(DeleteRangeRequest request) {
    refuseIf(request.getKey().isEmpty(), EtcdError.KEY_NOT_PROVIDED);
  }

  /// Fails with TOO_MANY_OPS, what the checks of its operations fail with, KEY_NOT_FOUND for an
  /// operation that is none, and DUPLICATE_KEY.
  ///
  /// @param maxOps operations for the outermost level; each level leaves the rest to the next
  public static void check(TxnRequest request, int maxOps) {
    checkLevel(request, maxOps, MAX_NESTED);
    TxnOverlaps.check(request);
  }

  private static void checkLevel(TxnRequest request, int maxOps, int nested) {
    int ops =
        Math.max(
            request.getCompareCount(),
            Math.max(request.getSuccessCount(), request.getFailureCount()));
    refuseIf(ops > maxOps || nested < 0, EtcdError.TOO_MANY_OPS);
    for (var compare : request.getCompareList()) {
      refuseIf(compare.getKey().isEmpty(), EtcdError.KEY_NOT_PROVIDED);
    }
    checkOps(request.getSuccessList(), maxOps - ops, nested);
    checkOps(request.getFailureList(), maxOps - ops, nested);
  }

  private static void checkOps(List<RequestOp> ops, int maxOps, int nested) {
    for (var op : ops) {
      switch (op.getRequestCase()) {
        case REQUEST_RANGE -> check(op.getRequestRange());
        case REQUEST_PUT -> check(op.getRequestPut());
        case REQUEST_DELETE_RANGE -> check(op.getRequestDeleteRange());
        case REQUEST_TXN -> checkLevel(op.getRequestTxn(), maxOps, nested - 1);
        case REQUEST_NOT_SET -> throw EtcdError.KEY_NOT_FOUND.exception();
      }
    }
  }

  private static void refuseIf(boolean broken, EtcdError error) {
    if (broken) {
      throw error.exception();
    }
  }
}
