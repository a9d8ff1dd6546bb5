package mvcc;

import etcdserverpb.RequestOp;
import etcdserverpb.ResponseHeader;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnResponse;
import java.util.Iterator;

/// Runs a planned transaction, operation by operation; each sees the effect of those before it.
final class TxnRun {

  private final Operations operations;

  /// What the operations of a transaction do; the rest is the same for reading and writing ones.
  interface Operations {
    /// Runs one that is not a transaction.
    ResponseOp run(RequestOp operation);
  }

  TxnRun(Operations operations) {
    this.operations = operations;
  }

  /// The answer with everything but the header's revision. Nested ones have an empty header.
  TxnResponse.Builder run(TxnPlan plan) {
    TxnResponse.Builder response =
        TxnResponse.newBuilder()
            .setHeader(ResponseHeader.getDefaultInstance())
            .setSucceeded(plan.succeeded());
    Iterator<TxnPlan> nested = plan.nested().iterator();
    for (RequestOp operation : plan.operations()) {
      if (operation.hasRequestTxn()) {
        response.addResponses(ResponseOp.newBuilder().setResponseTxn(run(nested.next())));
      } else {
        response.addResponses(operations.run(operation));
      }
    }
    return response;
  }
}
