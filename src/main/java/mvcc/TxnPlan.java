package mvcc;

import etcd.EtcdError;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.List;

/// Which way a transaction goes: decided for the whole tree of nested ones before any operation runs.
///
/// @param succeeded whether the compares hold
/// @param operations the branch to run
/// @param nested the plans of the transactions among the operations, in their order
record TxnPlan(boolean succeeded, List<RequestOp> operations, List<TxnPlan> nested) {

  static TxnPlan of(Snapshot snapshot, TxnRequest request) {
    boolean succeeded = Guard.allHold(snapshot, request.getCompareList());
    List<RequestOp> operations = succeeded ? request.getSuccessList() : request.getFailureList();
    List<TxnPlan> nested = new ArrayList<>();
    for (RequestOp operation : operations) {
      if (operation.hasRequestTxn()) {
        nested.add(of(snapshot, operation.getRequestTxn()));
      }
    }
    return new TxnPlan(succeeded, operations, nested);
  }

  /// Refuses the whole transaction for what one operation of it cannot do, by the state before it.
  ///
  /// Fails with COMPACTED, FUTURE_REVISION, KEY_NOT_FOUND and LEASE_NOT_FOUND.
  void check(Snapshot snapshot, LeaseCheck leases) {
    var plans = nested.iterator();
    for (RequestOp operation : operations) {
      switch (operation.getRequestCase()) {
        case REQUEST_RANGE -> checkRange(snapshot, operation.getRequestRange());
        case REQUEST_PUT -> checkPut(snapshot, operation.getRequestPut(), leases);
        case REQUEST_TXN -> plans.next().check(snapshot, leases);
        case REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> {}
      }
    }
  }

  /// Stricter than [Snapshot#readRevision] as etcd is: here a negative revision is an old one.
  private static void checkRange(Snapshot snapshot, RangeRequest range) {
    long revision = range.getRevision();
    if (revision > snapshot.revision()) {
      throw EtcdError.FUTURE_REVISION.exception();
    }
    if (revision != 0 && revision < snapshot.compactRevision()) {
      throw EtcdError.COMPACTED.exception();
    }
  }

  private static void checkPut(Snapshot snapshot, PutRequest put, LeaseCheck leases) {
    if (put.getIgnoreValue() || put.getIgnoreLease()) {
      KeyHistory history = snapshot.index().get(put.getKey().toByteArray());
      if (history == null || history.at(snapshot.revision()) == null) {
        throw EtcdError.KEY_NOT_FOUND.exception();
      }
    }
    if (put.getLease() != 0 && !leases.exists(put.getLease())) {
      throw EtcdError.LEASE_NOT_FOUND.exception();
    }
  }
}
