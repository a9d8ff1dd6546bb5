package sampo;

import actors.Applier;
import java.util.concurrent.TimeUnit;
import metrics.DiskMetrics;
import metrics.StoreMetrics;
import proposal.wire.Proposal;
import proposal.wire.PublishMember;

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
    switch (proposal.getRequestCase()) {
      case PUT -> {
        store.applied(StoreMetrics.Operation.PUT, success, seconds);
        if (success) {
          store.put(proposal.getPut().getKey().size() + proposal.getPut().getValue().size());
        }
      }
      case DELETE_RANGE -> {
        store.applied(StoreMetrics.Operation.DELETE_RANGE, success, seconds);
        store.deleted();
      }
      case TXN -> {
        store.applied(StoreMetrics.Operation.TXN, success, seconds);
        store.txn();
      }
      case COMPACTION -> store.applied(StoreMetrics.Operation.COMPACTION, success, seconds);
      case PUBLISH_MEMBER, REQUEST_NOT_SET -> {}
    }
  }

  @Override
  public void committed(long nanos) {
    disk.committed(nanos / NANOS);
  }

  @Override
  public void published(PublishMember member) {
    members.note(member);
  }
}
