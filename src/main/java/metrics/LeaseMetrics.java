package metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import lease.LeaseWatcher;

/// What becomes of leases, under etcd's names.
public final class LeaseMetrics implements LeaseWatcher {

  private final CounterDataPoint granted;
  private final CounterDataPoint revoked;
  private final CounterDataPoint renewed;
  private final CounterDataPoint expired;
  private final DistributionDataPoint ttl;

  public LeaseMetrics(Metrics metrics) {
    granted = metrics.counter("etcd_debugging_lease_granted_total", "Leases granted.");
    revoked = metrics.counter("etcd_debugging_lease_revoked_total", "Leases that have ended.");
    renewed =
        metrics.counter("etcd_debugging_lease_renewed_total", "Leases renewed by this leader.");
    expired =
        metrics.counter(
            "etcd_debugging_server_lease_expired_total", "Leases ended by this leader.");
    ttl =
        metrics.suffixedHistogram(
            "etcd_debugging_lease_ttl", "Time to live of leases granted.", 1, 24);
  }

  @Override
  public void granted(long seconds) {
    granted.inc();
    ttl.observe(seconds);
  }

  @Override
  public void revoked() {
    revoked.inc();
  }

  @Override
  public void renewed() {
    renewed.inc();
  }

  @Override
  public void expired() {
    expired.inc();
  }
}
