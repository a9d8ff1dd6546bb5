package metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;

/// What is done to the store and how long it takes. One writer and many readers may call it.
public final class StoreMetrics {

  /// What a proposal does.
  public enum Operation {
    PUT("Put"),
    DELETE_RANGE("DeleteRange"),
    TXN("Txn"),
    COMPACTION("Compaction");

    private final String label;

    Operation(String label) {
      this.label = label;
    }
  }

  private final CounterDataPoint ranges;
  private final CounterDataPoint puts;
  private final CounterDataPoint deletes;
  private final CounterDataPoint txns;
  private final GaugeDataPoint putBytes;
  private final CounterDataPoint slowApplies;
  private final DistributionDataPoint[] applied;
  private final DistributionDataPoint[] refused;
  private final DistributionDataPoint rangeSeconds;
  private final DistributionDataPoint snapshotSeconds;

  public StoreMetrics(Metrics metrics) {
    ranges = metrics.counter("etcd_mvcc_range_total", "Ranges read here.");
    puts = metrics.counter("etcd_mvcc_put_total", "Keys put here.");
    deletes = metrics.counter("etcd_mvcc_delete_total", "Ranges deleted here.");
    txns =
        metrics.counter("etcd_mvcc_txn_total", "Transactions of more than one operation run here.");
    putBytes =
        metrics.gauge(
            "etcd_debugging_mvcc_total_put_size_in_bytes", "Bytes of keys and values put here.");
    slowApplies =
        metrics.counter(
            "etcd_server_slow_apply_total",
            "Requests that took longer to apply or to read than --warning-apply-duration.");
    var apply =
        metrics.histogram(
            "etcd_server_apply_duration_seconds",
            "Time to apply a proposal to the store.",
            0.0001,
            20,
            "version",
            "op",
            "success");
    applied = byOperation(apply, "true");
    refused = byOperation(apply, "false");
    rangeSeconds =
        metrics
            .histogram(
                "etcd_server_range_duration_seconds",
                "Time to read a range.",
                0.0001,
                20,
                "success")
            .labelValues("true");
    snapshotSeconds =
        metrics.histogram(
            "etcd_disk_backend_snapshot_duration_seconds",
            "Time from the beginning of a copy of the store to its end.",
            0.01,
            17);
  }

  /// A proposal was applied, or refused by the store.
  public void applied(Operation operation, boolean success, double seconds) {
    (success ? applied : refused)[operation.ordinal()].observe(seconds);
  }

  /// A request took longer than it may.
  public void slow() {
    slowApplies.inc();
  }

  /// A key was put, alone or in a transaction.
  public void put(int keyAndValueBytes) {
    puts.inc();
    putBytes.inc(keyAndValueBytes);
  }

  /// A range was deleted, alone or in a transaction.
  public void deleted() {
    deletes.inc();
  }

  /// A transaction of more than one operation was run.
  public void txn() {
    txns.inc();
  }

  /// A range was read on the way of a transaction.
  public void ranged() {
    ranges.inc();
  }

  /// A range was read.
  public void range(double seconds) {
    ranges.inc();
    rangeSeconds.observe(seconds);
  }

  /// A copy of the store was taken, or given up.
  public void copied(double seconds) {
    snapshotSeconds.observe(seconds);
  }

  private static DistributionDataPoint[] byOperation(Histogram apply, String success) {
    var operations = Operation.values();
    var points = new DistributionDataPoint[operations.length];
    for (var operation : operations) {
      points[operation.ordinal()] = apply.labelValues("v3", operation.label, success);
    }
    return points;
  }
}
