package http;

import etcdserverpb.AlarmType;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import metrics.HealthMetrics;
import org.jspecify.annotations.Nullable;
import service.Kv;

/// `/livez` and `/readyz`: named checks, all together or each at its own path below. With `verbose`
/// a success lists them too; `exclude=name` leaves one out.
final class Checks {

  /// A check that ends with the reason of its failure, or with null.
  private interface Check extends Supplier<CompletionStage<@Nullable String>> {}

  private record Outcome(String name, @Nullable String failure) {
    String line() {
      return failure == null ? "[+]" + name + " ok\n" : "[-]" + name + " failed: " + failure + "\n";
    }
  }

  private final String type;
  private final HealthMetrics metrics;
  private final Map<String, Check> checks = new LinkedHashMap<>();

  private Checks(String type, HealthMetrics metrics) {
    this.type = type;
    this.metrics = metrics;
  }

  /// Whether this process should go on.
  static Checks live(Probes probes, HealthMetrics metrics) {
    var live = new Checks("livez", metrics);
    live.checks.put("serializable_read", () -> read(probes, true));
    return live;
  }

  /// Whether clients should be sent to this member.
  static Checks ready(Probes probes, HealthMetrics metrics) {
    var ready = new Checks("readyz", metrics);
    ready.checks.put(
        "data_corruption",
        () -> now(probes.alarms().contains(AlarmType.CORRUPT) ? "alarm activated: CORRUPT" : null));
    ready.checks.put("serializable_read", () -> read(probes, true));
    ready.checks.put("linearizable_read", () -> read(probes, false));
    ready.checks.put(
        "non_learner", () -> now(probes.isLearner() ? "not supported for learner" : null));
    return ready;
  }

  /// The endpoints by path.
  Map<String, Endpoint> endpoints() {
    var endpoints = new LinkedHashMap<String, Endpoint>();
    Endpoint all =
        ask -> {
          var excluded = ask.all("exclude");
          var names = checks.keySet().stream().filter(name -> !excluded.contains(name)).toList();
          return run(names, ask);
        };
    endpoints.put("/" + type, all.getOnly());
    for (var name : checks.keySet()) {
      Endpoint one = ask -> run(List.of(name), ask);
      endpoints.put("/" + type + "/" + name, one.getOnly());
    }
    return endpoints;
  }

  private CompletionStage<Answer> run(List<String> names, Ask ask) {
    CompletionStage<List<Outcome>> outcomes = CompletableFuture.completedFuture(List.of());
    for (var name : names) {
      outcomes = outcomes.thenCombine(run(name), Checks::append);
    }
    return outcomes.thenApply(all -> answer(all, ask.query().containsKey("verbose")));
  }

  private CompletionStage<Outcome> run(String name) {
    var check = checks.get(name);
    if (check == null) {
      throw new IllegalArgumentException("no check " + name);
    }
    return check
        .get()
        .thenApply(
            failure -> {
              metrics.check(type, name, failure == null);
              return new Outcome(name, failure);
            });
  }

  private static Answer answer(List<Outcome> outcomes, boolean verbose) {
    var lines = new StringBuilder();
    outcomes.forEach(outcome -> lines.append(outcome.line()));
    if (outcomes.stream().anyMatch(outcome -> outcome.failure() != null)) {
      return Answer.failure(HttpResponseStatus.SERVICE_UNAVAILABLE, lines.toString());
    }
    return Answer.plain(HttpResponseStatus.OK, (verbose ? lines : "") + "ok\n");
  }

  private static CompletionStage<@Nullable String> read(Probes probes, boolean serializable) {
    return probes
        .read(serializable)
        .handle((_, failure) -> failure == null ? null : Kv.cause(failure).getMessage());
  }

  private static CompletionStage<@Nullable String> now(@Nullable String failure) {
    return CompletableFuture.completedFuture(failure);
  }

  private static List<Outcome> append(List<Outcome> before, Outcome next) {
    return Stream.concat(before.stream(), Stream.of(next)).toList();
  }
}
