package sampo;

import actors.Applier;
import java.util.concurrent.TimeUnit;
import metrics.DiskMetrics;
import metrics.StoreMetrics;
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
  public void applied(Proposal proposal, boolean success, long nanos) {
    double seconds = nanos / NANOS;
    if (proposal.hasPut()) {
      store.applied(StoreMetrics.Operation.PUT, success, seconds);
      if (success) {
        store.put(proposal.getPut().getKey().size() + proposal.getPut().getValue().size());
      }
    } else if (proposal.hasDeleteRange()) {
      store.applied(StoreMetrics.Operation.DELETE_RANGE, success, seconds);
      store.deleted();
    } else if (proposal.hasTxn()) {
      store.applied(StoreMetrics.Operation.TXN, success, seconds);
      store.txn();
    } else if (proposal.hasCompaction()) {
      store.applied(StoreMetrics.Operation.COMPACTION, success, seconds);
    } else if (proposal.hasPublishMember() && success) {
      members.note(proposal.getPublishMember());
    }
  }

  @Override
  public void committed(long nanos) {
    disk.committed(nanos / NANOS);
  }
}
