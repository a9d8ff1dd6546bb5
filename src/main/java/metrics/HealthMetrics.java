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
            "etcd_server_health_success", "Times /health was asked and all was well.");
    failures =
        metrics.unsuffixedCounter(
            "etcd_server_health_failures", "Times /health was asked and something was not well.");
    lastOutcome =
        metrics.gauge(
            "etcd_server_healthcheck",
            "Outcome of each check when last made: 1 passed, 0 failed.",
            "type",
            "name");
    outcomes =
        metrics.counter(
            "etcd_server_healthchecks_total", "Checks made, by outcome.", "type", "name", "status");
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
