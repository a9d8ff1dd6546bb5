package sampo;

import actors.Applier;
import com.google.protobuf.MessageLite;
import etcdserverpb.PutRequest;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import metrics.DiskMetrics;
import metrics.StoreMetrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import proposal.wire.Proposal;
import service.Kv;

/// Counts what the applier does and what is read, complains of what takes long, and keeps the
/// member list up to date.
final class ApplyMetrics implements Applier.Watcher, Kv.RangeTimes {

  private static final Logger LOGGER = LoggerFactory.getLogger(ApplyMetrics.class);
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final StoreMetrics store;
  private final DiskMetrics disk;
  private final MemberDirectory members;
  private final long slowNanos;

  /// @param slow time of applying a request above which it is logged; zero for never (etcd's
  ///   `--warning-apply-duration`)
  ApplyMetrics(StoreMetrics store, DiskMetrics disk, MemberDirectory members, Duration slow) {
    this.slowNanos = slow.isZero() ? Long.MAX_VALUE : slow.toNanos();
    this.store = store;
    this.disk = disk;
    this.members = members;
  }

  @Override
  public void applied(Proposal proposal, @Nullable MessageLite answer, long nanos) {
    boolean success = answer != null;
    double seconds = nanos / NANOS;
    if (nanos > slowNanos) {
      store.slow();
      LOGGER.warn(
          "a {} of {} bytes took {} ms to apply, longer than --warning-apply-duration ({} ms)",
          proposal.getRequestCase(),
          proposal.getSerializedSize(),
          TimeUnit.NANOSECONDS.toMillis(nanos),
          TimeUnit.NANOSECONDS.toMillis(slowNanos));
    }
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
  public void range(double seconds) {
    store.range(seconds);
  }

  /// etcd counts slow reads among slow requests to apply, and their wait with them.
  @Override
  public void answered(long nanos) {
    if (nanos > slowNanos) {
      store.slow();
    }
  }

  /// A copy of the store was sent to a client.
  void copied(long nanos) {
    store.copied(nanos / NANOS);
  }

  @Override
  public void committed(long nanos) {
    disk.committed(nanos / NANOS);
  }
}
