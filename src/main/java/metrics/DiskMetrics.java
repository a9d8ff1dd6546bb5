package metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;

/// How the disk keeps up, which is what decides how a member does.
public final class DiskMetrics {

  private final DistributionDataPoint fsync;
  private final DistributionDataPoint commit;
  private final GaugeDataPoint bytes;

  public DiskMetrics(Metrics metrics) {
    fsync =
        metrics.histogram(
            "etcd_disk_wal_fsync_duration_seconds",
            "Time until a write to the log is durable.",
            0.001,
            14);
    commit =
        metrics.histogram(
            "etcd_disk_backend_commit_duration_seconds",
            "Time to commit a batch to the store.",
            0.001,
            14);
    bytes = metrics.gauge("etcd_disk_wal_write_bytes_total", "Bytes written to the log.");
  }

  /// A write to the log became durable.
  public void logged(long writtenBytes, double seconds) {
    bytes.inc(writtenBytes);
    fsync.observe(seconds);
  }

  /// A batch was committed to the store.
  public void committed(double seconds) {
    commit.observe(seconds);
  }
}
