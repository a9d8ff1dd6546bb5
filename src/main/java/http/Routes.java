package http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import metrics.HealthMetrics;
import metrics.Metrics;
import service.Release;

/// Which endpoint answers at which path.
public final class Routes implements Endpoint {

  private static final Set<String> OBSERVING = Set.of("metrics", "health", "livez", "readyz");

  private final Map<String, Endpoint> byPath;

  private Routes(Map<String, Endpoint> byPath) {
    this.byPath = byPath;
  }

  /// The paths of etcd's client port.
  ///
  /// @param scraper where the metrics are gathered, which takes milliseconds
  public static Routes of(Probes probes, Metrics metrics, Executor scraper) {
    var paths = new LinkedHashMap<String, Endpoint>();
    var counts = new HealthMetrics(metrics);
    paths.put("/health", new Health(probes, counts).getOnly());
    paths.putAll(Checks.live(probes, counts).endpoints());
    paths.putAll(Checks.ready(probes, counts).endpoints());
    paths.put("/version", Endpoint.now(_ -> version()).getOnly());
    Endpoint scrape =
        _ ->
            CompletableFuture.supplyAsync(
                () -> Answer.ok(Metrics.CONTENT_TYPE, metrics.scrape()), scraper);
    paths.put("/metrics", scrape.getOnly());
    return new Routes(paths);
  }

  /// These paths and one more, which must be new.
  public Routes and(String path, Endpoint endpoint) {
    var paths = new LinkedHashMap<>(byPath);
    if (paths.put(path, endpoint) != null) {
      throw new IllegalArgumentException("two endpoints at " + path);
    }
    return new Routes(paths);
  }

  /// Of these paths those that tell how the member is: all that a port for metrics serves.
  public Routes observing() {
    var paths = new LinkedHashMap<>(byPath);
    paths.keySet().removeIf(path -> !OBSERVING.contains(path.split("/", -1)[1]));
    return new Routes(paths);
  }

  @Override
  public CompletionStage<Answer> answer(Ask ask) {
    var endpoint = byPath.get(ask.path());
    return endpoint == null
        ? CompletableFuture.completedFuture(Answer.notFound())
        : endpoint.answer(ask);
  }

  private static Answer version() {
    return Answer.json(
        "{\"etcdserver\":\"%s\",\"etcdcluster\":\"%s\",\"storage\":\"%s\"}"
            .formatted(Release.SERVER, Release.CLUSTER, Release.STORAGE));
  }
}
