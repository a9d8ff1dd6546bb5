package proposal;

import etcdserverpb.PutRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.List;
import proposal.wire.ProposalOrBuilder;

/// How many bytes a request may add to the store, as etcd reckons it (`server/storage/quota.go`): 0
/// for whatever only reads or frees space.
public final class SpaceCost {

  private static final int PUT_OVERHEAD = 256;
  private static final int LEASE = 64;

  private SpaceCost() {}

  /// The cost of a request, in bytes. A transaction costs as much as the dearer of its branches,
  /// whichever runs.
  public static long of(ProposalOrBuilder request) {
    if (request.hasPut()) {
      return of(request.getPut());
    }
    if (request.hasTxn()) {
      return of(request.getTxn());
    }
    return request.hasLeaseGrant() ? LEASE : 0;
  }

  private static long of(PutRequest put) {
    return PUT_OVERHEAD + put.getKey().size() + put.getValue().size();
  }

  private static long of(TxnRequest txn) {
    return Math.max(of(txn.getSuccessList()), of(txn.getFailureList()));
  }

  private static long of(List<RequestOp> branch) {
    long sum = 0;
    for (var op : branch) {
      if (op.hasRequestPut()) {
        sum += of(op.getRequestPut());
      } else if (op.hasRequestTxn()) {
        sum += of(op.getRequestTxn());
      }
    }
    return sum;
  }
}
