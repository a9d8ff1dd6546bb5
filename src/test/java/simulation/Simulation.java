package simulation;

import checkers.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import verify.Linearizability;
import verify.Verdict;

/// One run: a cluster in some weather, then under a clear sky, then judged.
class Simulation {

  private static final long JUDGE_STEPS = 2_000_000;

  private final Focus focus;
  private final Climate climate;
  private final long seed;
  private final Chance chance;
  private final Weather weather;
  final SimulatedCluster cluster;
  private final Trace trace;
  final History history = new History();
  private final List<Client> clients = new ArrayList<>();
  private final long election;

  Simulation(Theatre theatre, Focus focus, Climate climate, long seed, boolean messages) {
    this.focus = focus;
    this.climate = climate;
    this.seed = seed;
    this.chance = Chance.of(seed);
    this.weather = Weather.of(climate, chance.weather());
    this.trace = new Trace(messages);
    this.cluster = new SimulatedCluster(theatre, weather, chance, trace);
    this.election = weather.settings().electionTimeout().toNanos();
  }

  /// Runs a seed in any weather.
  static Report run(Theatre theatre, long seed) {
    return Focus.KEYS.simulation(theatre, Climate.MIXED, seed, false).run();
  }

  /// Runs the seed.
  final Report run() {
    try {
      trace.says(0, weather.toString());
      storm();
      calm();
      judge();
      return report(null, null);
    } catch (Violation violation) {
      return report(violation.getMessage(), violation.checker());
    } catch (RuntimeException broken) {
      return report(broken + " at " + firstFrames(broken), "Assertions");
    }
  }

  private static String firstFrames(RuntimeException broken) {
    var frames = List.of(broken.getStackTrace());
    return frames.subList(0, Math.min(4, frames.size())).toString();
  }

  private Report report(@Nullable String violation, @Nullable String checker) {
    var tally = cluster.tally();
    tally.add("operations", history.operations().size());
    tally.add(
        "operations of unknown outcome",
        history.operations().stream().filter(o -> !o.outcome().isKnown()).count());
    return new Report(
        focus,
        climate,
        seed,
        violation,
        checker,
        tally,
        cluster.agenda().now(),
        () -> trace + "\n" + history + (violation == null ? "" : violation + "\n"));
  }

  /// Everything that may happen happens.
  private void storm() {
    cluster.start();
    begin();
    var misfortune = new Misfortune(cluster);
    cluster.onElected(misfortune::elected);
    cluster.onVote(misfortune::voted);
    cluster.onCommit(misfortune::committed);
    misfortune.begin();
    runFor(stormNanos());
    misfortune.end();
  }

  /// How long everything may happen, in nanoseconds.
  long stormNanos() {
    return weather.duration().toNanos();
  }

  /// How many clients there are.
  int clients() {
    return weather.clients();
  }

  /// Those who ask something of the cluster begin.
  void begin() {
    for (var i = 0; i < clients(); i++) {
      var member = cluster.members().get(i % weather.members());
      var workload = Workload.of(i / weather.members());
      var client = new Client(i, cluster, member, history, workload);
      clients.add(client);
      client.think();
    }
  }

  /// A quorum at least is whole again: the cluster must serve all clients and agree.
  private void calm() {
    cluster.heal();
    var answersBefore = clients.stream().mapToLong(Client::answers).toArray();
    awaitLiveness("a client is not served", () -> allServed(answersBefore));
    settle();
    awaitLiveness("the members do not converge", cluster::hasConverged);
    var open = new ArrayList<Client>();
    for (var member : cluster.members()) {
      if (member.isUp()) {
        var reader = new Client(1000 + open.size(), cluster, member, history, Workload.of(0));
        open.add(reader);
        reader.ask(Ranges.all(), () -> {});
      }
    }
    awaitLiveness(
        "a last read is not answered",
        () -> open.stream().allMatch(reader -> reader.answers() > 0));
  }

  /// Those who ask something end, and what they have begun comes to its end.
  void settle() {
    clients.forEach(Client::stop);
    runFor(weather.patience().toNanos());
  }

  private boolean allServed(long[] answersBefore) {
    for (var i = 0; i < answersBefore.length; i++) {
      var client = clients.get(i);
      if (client.member().isUp() && client.answers() == answersBefore[i]) {
        return false;
      }
    }
    return true;
  }

  final void awaitLiveness(String what, BooleanSupplier condition) {
    var step = election / 10;
    for (var waited = 0L; !condition.getAsBoolean(); waited += step) {
      if (waited > 40 * election) {
        throw new Violation("Liveness", what + " in 40 election timeouts of fair weather");
      }
      runFor(step);
    }
  }

  final void runFor(long nanos) {
    cluster.agenda().runUntil(cluster.agenda().now() + nanos);
    cluster.throwFailure();
  }

  /// Judges what clients were told.
  void judge() {
    switch (Linearizability.check(history.operations(), JUDGE_STEPS)) {
      case Verdict.Linearizable _ -> {}
      case Verdict.Violation violation ->
          throw new Violation("Linearizability", violation.toString());
      case Verdict.Undecided(var steps) -> cluster.tally().add("histories not decided");
    }
  }
}
