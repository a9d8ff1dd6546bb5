package service;

import com.google.protobuf.ByteString;
import etcdserverpb.RangeRequest;
import metrics.Metrics;
import proposal.PendingReplies;
import watch.Hub;

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
    metrics.gauge(
        "etcd_debugging_auth_revision",
        "Revision of users and roles.",
        () -> member.permissions().state().revision());
    metrics.fact(
        "etcd_server_id",
        "The member's id in hexadecimal, as a label.",
        "server_id",
        Long.toHexString(member.memberId()));
    metrics.fact(
        "etcd_server_version",
        "The release this member behaves as, as a label.",
        "server_version",
        Release.SERVER);
    metrics.fact(
        "etcd_cluster_version",
        "The version the cluster has agreed on, as a label.",
        "cluster_version",
        Release.CLUSTER);
  }

  /// Registers the sizes of the store.
  public static void register(Metrics metrics, Maintenance.StoreSize size) {
    metrics.gauge(
        "etcd_mvcc_db_total_size_in_bytes",
        "Bytes of the store on disk.",
        size.onDisk()::getAsLong);
    metrics.gauge(
        "etcd_mvcc_db_total_size_in_use_in_bytes",
        "Bytes of the store that hold data.",
        size.inUse()::getAsLong);
    metrics.gauge("etcd_server_quota_backend_bytes", "Bytes the store may grow to.", size::quota);
  }

  /// Registers the alarms that are on.
  public static void register(Metrics metrics, Maintenance maintenance) {
    metrics.gauges(
        "etcd_debugging_server_alarms",
        "1 for each alarm that is on.",
        set ->
            maintenance
                .alarms()
                .forEach(
                    alarm ->
                        set.of(1, Long.toHexString(alarm.getMemberID()), alarm.getAlarm().name())),
        "server_id",
        "alarm_type");
  }

  /// Registers what is known of watchers.
  public static void register(Metrics metrics, Hub watches) {
    metrics.gauge(
        "etcd_debugging_mvcc_watch_stream_total", "Watch streams that are open.", watches::streams);
    metrics.gauge(
        "etcd_debugging_mvcc_watcher_total", "Watchers on all streams.", watches::watchers);
    metrics.gauge(
        "etcd_debugging_mvcc_slow_watcher_total",
        "Watchers that have not been sent all there is for them.",
        watches::lateWatchers);
    metrics.gauge(
        "etcd_debugging_mvcc_pending_events_total",
        "Revisions that watch streams have still to look at, counted for each stream.",
        watches::backlog);
    metrics.counter(
        "etcd_debugging_mvcc_events_total",
        "Events sent to watchers since the start.",
        watches::eventsSent);
    metrics.gauge(
        "sampo_watch_lag_revisions",
        "Revisions that the watch stream farthest behind has still to look at.",
        watches::farthest);
  }

  private static void raft(Metrics metrics, MemberContext member) {
    var status = member.status();
    metrics.gauge(
        "etcd_server_has_leader",
        "1 if this member sees a leader.",
        () -> member.hasLeader() ? 1 : 0);
    metrics.gauge(
        "etcd_server_is_leader",
        "1 if this member leads.",
        () -> status.get().self().equals(status.get().leader()) ? 1 : 0);
    metrics.gauge(
        "etcd_server_is_learner",
        "1 if this member has no vote.",
        () -> member.isLearner() ? 1 : 0);
    metrics.counter(
        "etcd_server_leader_changes_seen_total",
        "Leaders seen since the start.",
        () -> status.get().leaderChanges());
    metrics.gauge(
        "etcd_server_proposals_committed_total",
        "Commit index of the log.",
        () -> status.get().commitIndex());
    metrics.gauge(
        "etcd_server_proposals_applied_total",
        "Index of the last entry applied.",
        () -> status.get().lastApplied());
  }

  private static void requests(Metrics metrics, Entrance entrance, PendingReplies pending) {
    metrics.gauge(
        "etcd_server_proposals_pending",
        "Proposals of this member that wait to be applied.",
        pending::size);
    metrics.counter(
        "etcd_server_proposals_failed_total",
        "Proposals of this member that were given up.",
        pending::failed);
    metrics.counter(
        "etcd_server_read_indexes_failed_total",
        "Linearizable reads that got no read index.",
        entrance::readsFailed);
  }

  private static void keys(Metrics metrics, MemberContext member) {
    var views = member.views();
    metrics.gauge(
        "etcd_debugging_mvcc_current_revision",
        "Revision of the store.",
        () -> views.get().revision());
    metrics.gauge(
        "etcd_debugging_mvcc_compact_revision",
        "Oldest revision that can be read.",
        () -> views.get().compactRevision());
    metrics.gauge(
        "etcd_debugging_mvcc_keys_total",
        "Keys that are there.",
        () -> views.get().range(COUNT_ALL).getCount());
  }
}
