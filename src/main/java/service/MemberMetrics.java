package service;

import com.google.protobuf.ByteString;
import etcdserverpb.RangeRequest;
import metrics.Metrics;
import proposal.PendingReplies;

/// Tells Prometheus what a member knows of itself anyway.
public final class MemberMetrics {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  private static final RangeRequest COUNT_ALL =
      RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).setCountOnly(true).build();

  private MemberMetrics() {}

  /// Registers the member's gauges and counters; once for each member.
  public static void register(
      Metrics metrics, MemberContext member, Entrance entrance, PendingReplies pending) {
    raft(metrics, member);
    requests(metrics, entrance, pending);
    keys(metrics, member);
    metrics.fact(
        "etcd_server_id",
        "Server or member ID in hexadecimal format. 1 for 'server_id' label with current ID.",
        "server_id",
        Long.toHexString(member.memberId()));
    metrics.fact(
        "etcd_server_version",
        "Which version is running. 1 for 'server_version' label with current version.",
        "server_version",
        Release.SERVER);
    metrics.fact(
        "etcd_cluster_version",
        "Which version is running. 1 for 'cluster_version' label with current cluster version",
        "cluster_version",
        Release.CLUSTER);
  }

  /// Registers the sizes of the store.
  public static void register(Metrics metrics, Maintenance.StoreSize size) {
    metrics.gauge(
        "etcd_mvcc_db_total_size_in_bytes",
        "Total size of the underlying database physically allocated in bytes.",
        size.onDisk()::getAsLong);
    metrics.gauge(
        "etcd_mvcc_db_total_size_in_use_in_bytes",
        "Total size of the underlying database logically in use in bytes.",
        size.inUse()::getAsLong);
    metrics.gauge(
        "etcd_server_quota_backend_bytes",
        "Current backend storage quota size in bytes.",
        size::quota);
  }

  private static void raft(Metrics metrics, MemberContext member) {
    var status = member.status();
    metrics.gauge(
        "etcd_server_has_leader",
        "Whether or not a leader exists. 1 is existence, 0 is not.",
        () -> member.hasLeader() ? 1 : 0);
    metrics.gauge(
        "etcd_server_is_leader",
        "Whether or not this member is a leader. 1 if is, 0 otherwise.",
        () -> status.get().self().equals(status.get().leader()) ? 1 : 0);
    metrics.gauge(
        "etcd_server_is_learner",
        "Whether or not this member is a learner. 1 if is, 0 otherwise.",
        () -> member.isLearner() ? 1 : 0);
    metrics.counter(
        "etcd_server_leader_changes_seen_total",
        "The number of leader changes seen.",
        () -> status.get().leaderChanges());
    metrics.gauge(
        "etcd_server_proposals_committed_total",
        "The total number of consensus proposals committed.",
        () -> status.get().commitIndex());
    metrics.gauge(
        "etcd_server_proposals_applied_total",
        "The total number of consensus proposals applied.",
        () -> status.get().lastApplied());
  }

  private static void requests(Metrics metrics, Entrance entrance, PendingReplies pending) {
    metrics.gauge(
        "etcd_server_proposals_pending",
        "The current number of pending proposals to commit.",
        pending::size);
    metrics.counter(
        "etcd_server_proposals_failed_total",
        "The total number of failed proposals seen.",
        pending::failed);
    metrics.counter(
        "etcd_server_read_indexes_failed_total",
        "The total number of failed read indexes seen.",
        entrance::readsFailed);
  }

  private static void keys(Metrics metrics, MemberContext member) {
    var views = member.views();
    metrics.gauge(
        "etcd_debugging_mvcc_current_revision",
        "The current revision of store.",
        () -> views.get().revision());
    metrics.gauge(
        "etcd_debugging_mvcc_compact_revision",
        "The revision of the last compaction in store.",
        () -> views.get().compactRevision());
    metrics.gauge(
        "etcd_debugging_mvcc_keys_total",
        "Total number of keys.",
        () -> views.get().range(COUNT_ALL).getCount());
  }
}
