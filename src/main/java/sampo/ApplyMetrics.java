package sampo;

import actors.Applier;
import com.google.protobuf.MessageLite;
import etcdserverpb.PutRequest;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.concurrent.TimeUnit;
import metrics.DiskMetrics;
import metrics.StoreMetrics;
import org.jspecify.annotations.Nullable;
import proposal.wire.Proposal;

/// Counts what the applier does, and keeps the member list up to date.
final class ApplyMetrics implements Applier.Watcher {

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final StoreMetrics store;
  private final DiskMetrics disk;
  private final MemberDirectory members;

  ApplyMetrics(StoreMetrics store, DiskMetrics disk, MemberDirectory members) {
    this.store = store;
    this.disk = disk;
    this.members = members;
  }

  @Override
  public void applied(Proposal proposal, @Nullable MessageLite answer, long nanos) {
    boolean success = answer != null;
    double seconds = nanos / NANOS;
    if (proposal.hasPut()) {
      store.applied(StoreMetrics.Operation.PUT, success, seconds);
      if (success) {
        put(proposal.getPut());
      }
    } else if (proposal.hasDeleteRange()) {
      store.applied(StoreMetrics.Operation.DELETE_RANGE, success, seconds);
      store.deleted();
    } else if (proposal.hasTxn()) {
      store.applied(StoreMetrics.Operation.TXN, success, seconds);
      if (answer instanceof TxnResponse response && count(proposal.getTxn(), response) > 1) {
        store.txn();
      }
    } else if (proposal.hasCompaction()) {
      store.applied(StoreMetrics.Operation.COMPACTION, success, seconds);
    } else if (proposal.hasPublishMember() && success) {
      members.note(proposal.getPublishMember());
    }
  }

  /// Counts what a transaction has done by the branch it took.
  ///
  /// @return how many operations that were
  private int count(TxnRequest request, TxnResponse response) {
    int operations = 0;
    var taken = response.getSucceeded() ? request.getSuccessList() : request.getFailureList();
    for (int i = 0; i < taken.size(); i++) {
      var operation = taken.get(i);
      operations++;
      switch (operation.getRequestCase()) {
        case REQUEST_PUT -> put(operation.getRequestPut());
        case REQUEST_DELETE_RANGE -> store.deleted();
        case REQUEST_RANGE -> store.ranged();
        case REQUEST_TXN ->
            operations +=
                count(operation.getRequestTxn(), response.getResponses(i).getResponseTxn()) - 1;
        case REQUEST_NOT_SET -> {}
      }
    }
    return operations;
  }

  private void put(PutRequest request) {
    store.put(request.getKey().size() + request.getValue().size());
  }

  @Override
  public void committed(long nanos) {
    disk.committed(nanos / NANOS);
  }
}
