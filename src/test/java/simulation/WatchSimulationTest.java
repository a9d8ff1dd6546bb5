package simulation;

import static org.assertj.core.api.Assertions.assertThat;

import checkers.WatchGuarantees;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import mvcc.Past;
import mvcc.Store;
import org.junit.jupiter.api.Test;
import watch.Hub;
import watch.WatchLimits;

/// Those who watch a cluster in any weather, at whichever member, see one and the same history
/// without gaps, and in the end all of it.
final class WatchSimulationTest {

  private static final long SEEDS = Long.getLong("simulation.watch-seeds", 150);
  private static final int ONLOOKERS = 4;

  @Test
  void watchersNeverMissAnythingNorGoBack() {
    var theatre = new Theatre();
    long told = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      told += new Run(theatre, seed).run();
    }
    assertThat(told).isGreaterThan(SEEDS);
  }

  private static final class Run {
    private final long seed;
    private final Weather weather;
    private final SimulatedCluster cluster;
    private final List<Client> clients = new ArrayList<>();
    private final List<Onlooker> onlookers = new ArrayList<>();
    private final WatchGuarantees guarantees;
    private final Map<Store, Hub> hubs = new IdentityHashMap<>();
    private final long election;

    Run(Theatre theatre, long seed) {
      this.seed = seed;
      var chance = Chance.of(seed);
      this.weather = Weather.of(Climate.MIXED, chance.weather());
      this.cluster = new SimulatedCluster(theatre, weather, chance, new Trace(false));
      this.guarantees = new WatchGuarantees(cluster.agenda()::now);
      cluster.oversee(guarantees);
      this.election = weather.settings().electionTimeout().toNanos();
    }

    /// Returns how many events were told.
    long run() {
      storm();
      cluster.heal();
      await(() -> cluster.members().stream().anyMatch(SimulatedMember::isUp));
      runFor(weather.patience().toNanos());
      clients.forEach(Client::stop);
      runFor(weather.patience().toNanos());
      await(cluster::hasConverged);
      onlookers.forEach(Onlooker::calmDown);
      await(() -> onlookers.stream().allMatch(onlooker -> onlooker.last() == revision()));
      onlookers.forEach(Onlooker::leave);
      guarantees.judge();
      return onlookers.stream().mapToLong(Onlooker::told).sum();
    }

    private void storm() {
      cluster.start();
      var history = new History();
      for (var i = 0; i < weather.clients(); i++) {
        var member = cluster.members().get(i % weather.members());
        var client = new Client(i, cluster, member, history, Workload.of(i / weather.members()));
        clients.add(client);
        client.think();
      }
      var dice = new SplittableRandom(seed);
      for (var i = 0; i < ONLOOKERS; i++) {
        var onlooker = new Onlooker(cluster, dice.split(), this::hub, guarantees);
        onlookers.add(onlooker);
        onlooker.look();
      }
      var misfortune = new Misfortune(cluster);
      cluster.onElected(misfortune::elected);
      cluster.onVote(misfortune::voted);
      cluster.onCommit(misfortune::committed);
      misfortune.begin();
      runFor(weather.duration().toNanos());
      misfortune.end();
    }

    private Hub hub(Store store) {
      var window = new Past.Bounds(1 + (int) (seed % 7), 2000);
      return hubs.computeIfAbsent(
          store,
          _ ->
              new Hub(
                  store,
                  new WatchLimits(window, 1 << 20, 2, 1000),
                  task -> cluster.agenda().after(weather.think().toNanos() / 10, task)));
    }

    /// Of the member that is farthest; 1 is a store in which nothing has happened.
    private long revision() {
      return cluster.members().stream()
          .map(SimulatedMember::store)
          .mapToLong(store -> store == null ? 0 : store.view().revision())
          .map(revision -> revision == 1 ? 0 : revision)
          .max()
          .orElse(0);
    }

    private void await(BooleanSupplier condition) {
      for (var waited = 0L; !condition.getAsBoolean(); waited += election / 10) {
        assertThat(waited).as("seed %d: time it takes", seed).isLessThan(100 * election);
        runFor(election / 10);
      }
    }

    private void runFor(long nanos) {
      cluster.agenda().runUntil(cluster.agenda().now() + nanos);
      cluster.throwFailure();
    }
  }
}
