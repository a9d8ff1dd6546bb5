package http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import metrics.HealthMetrics;
import service.Kv;

/// `/health`: alarms, then a leader, then a read. With `serializable=true` this member alone is
/// asked; `exclude=NOSPACE` overlooks an alarm.
final class Health implements Endpoint {

  private final Probes probes;
  private final HealthMetrics metrics;

  Health(Probes probes, HealthMetrics metrics) {
    this.probes = probes;
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<Answer> answer(Ask ask) {
    boolean serializable = ask.first("serializable").equals("true");
    var excluded = ask.all("exclude");
    for (var alarm : probes.alarms()) {
      if (!excluded.contains(alarm.name())) {
        return CompletableFuture.completedFuture(unhealthy("ALARM " + alarm.name()));
      }
    }
    if (!serializable && !probes.hasLeader()) {
      return CompletableFuture.completedFuture(unhealthy("RAFT NO LEADER"));
    }
    return probes
        .read(serializable)
        .handle(
            (_, failure) ->
                failure == null
                    ? healthy()
                    : unhealthy("RANGE ERROR:" + Kv.cause(failure).getMessage()));
  }

  private Answer healthy() {
    metrics.health(true);
    return Answer.text("{\"health\":\"true\",\"reason\":\"\"}");
  }

  /// The reasons are etcd's own and hold nothing that JSON would have to escape.
  private Answer unhealthy(String reason) {
    metrics.health(false);
    return Answer.failure(
        HttpResponseStatus.SERVICE_UNAVAILABLE,
        "{\"health\":\"false\",\"reason\":\"" + reason.replace("\"", "'") + "\"}");
  }
}
