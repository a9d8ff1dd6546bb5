package metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;

/// How checks of this member's health came out.
public final class HealthMetrics {

  private final CounterDataPoint successes;
  private final CounterDataPoint failures;
  private final Gauge lastOutcome;
  private final Counter outcomes;

  public HealthMetrics(Metrics metrics) {
    successes =
        metrics.unsuffixedCounter(
            "etcd_server_health_success", "The total number of successful health checks");
    failures =
        metrics.unsuffixedCounter(
            "etcd_server_health_failures", "The total number of failed health checks");
    lastOutcome =
        metrics.gauge(
            "etcd_server_healthcheck",
            "The result of each kind of healthcheck.",
            "type",
            "name");
    outcomes =
        metrics.counter(
            "etcd_server_healthchecks_total",
            "The total number of each kind of healthcheck.",
            "type",
            "name",
            "status");
  }

  /// Someone asked for `/health`.
  public void health(boolean healthy) {
    (healthy ? successes : failures).inc();
  }

  /// A check of `/livez` or `/readyz` was made.
  ///
  /// @param type `livez` or `readyz`
  public void check(String type, String name, boolean passed) {
    lastOutcome.labelValues(type, name).set(passed ? 1 : 0);
    outcomes.labelValues(type, name, passed ? "success" : "error").inc();
  }
}
