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
  private final Map<String, Endpoint> byPrefix;

  private Routes(Map<String, Endpoint> byPath, Map<String, Endpoint> byPrefix) {
    this.byPath = byPath;
    this.byPrefix = byPrefix;
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
    paths.put("/debug/vars", Endpoint.now(_ -> DebugVars.of(probes.status())).getOnly());
    Endpoint scrape =
        _ ->
            CompletableFuture.supplyAsync(
                () -> Answer.ok(Metrics.CONTENT_TYPE, metrics.scrape()), scraper);
    paths.put("/metrics", scrape.getOnly());
    return new Routes(paths, Map.of());
  }

  /// These paths and one more, which must be new.
  public Routes and(String path, Endpoint endpoint) {
    var paths = new LinkedHashMap<>(byPath);
    if (paths.put(path, endpoint) != null) {
      throw new IllegalArgumentException("two endpoints at " + path);
    }
    return new Routes(paths, byPrefix);
  }

  /// These paths, and all that begin with a prefix for another endpoint.
  public Routes below(String prefix, Endpoint endpoint) {
    var prefixes = new LinkedHashMap<>(byPrefix);
    prefixes.put(prefix, endpoint);
    return new Routes(byPath, prefixes);
  }

  /// Of these paths those that tell how the member is: all that a port for metrics serves.
  public Routes observing() {
    var paths = new LinkedHashMap<>(byPath);
    paths.keySet().removeIf(path -> !OBSERVING.contains(path.split("/", -1)[1]));
    return new Routes(paths, Map.of());
  }

  @Override
  public CompletionStage<Answer> answer(Ask ask) {
    var endpoint = byPath.get(ask.path());
    if (endpoint != null) {
      return endpoint.answer(ask);
    }
    for (var below : byPrefix.entrySet()) {
      if (ask.path().startsWith(below.getKey())) {
        return below.getValue().answer(ask);
      }
    }
    return CompletableFuture.completedFuture(Answer.notFound());
  }

  private static Answer version() {
    return Answer.json(
        "{\"etcdserver\":\"%s\",\"etcdcluster\":\"%s\",\"storage\":\"%s\"}"
            .formatted(Release.SERVER, Release.CLUSTER, Release.STORAGE));
  }
}
