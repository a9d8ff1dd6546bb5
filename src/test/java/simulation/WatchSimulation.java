package simulation;

import checkers.WatchGuarantees;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import mvcc.Past;
import mvcc.Store;
import mvcc.StoreLimits;
import watch.Hub;
import watch.WatchLimits;

/// A run in which some watch. Windows, parts of messages and what members remember of the past are
/// small, so that what is rare elsewhere happens here. Under a clear sky all must be told
/// everything.
final class WatchSimulation extends Simulation {

  private static final int ONLOOKERS = 3;

  private final long seed;
  private final WatchGuarantees guarantees;
  private final WatchLimits limits;
  private final Map<Store, Hub> hubs = new IdentityHashMap<>();
  private final List<Onlooker> onlookers = new ArrayList<>();

  WatchSimulation(Theatre theatre, Climate climate, long seed, boolean messages) {
    super(theatre, Focus.WATCHES, climate, seed, messages);
    this.seed = seed;
    var dice = cluster.chance().weather();
    var remembered = dice.nextInt(3) == 0 ? 1 << 20 : 300 * dice.nextInt(10);
    cluster.limitStores(new StoreLimits(1 << 20, remembered));
    var window = new Past.Bounds(1 + dice.nextInt(7), 200 + dice.nextInt(2000));
    limits = new WatchLimits(window, 1 + dice.nextInt(300), 1 + dice.nextInt(2), 100);
    guarantees = new WatchGuarantees(cluster.agenda()::now);
    cluster.oversee(guarantees);
    cluster.say(limits + ", " + remembered + " bytes of events remembered");
  }

  @Override
  void begin() {
    super.begin();
    var dice = new SplittableRandom(seed);
    for (var i = 0; i < ONLOOKERS; i++) {
      var onlooker = new Onlooker(i, cluster, history.known(), dice.split(), this::hub, guarantees);
      onlookers.add(onlooker);
      onlooker.begin();
    }
  }

  /// What a process had still to read ends with it.
  private Hub hub(Store store) {
    var delay = cluster.weather().think().toNanos() / 10;
    return hubs.computeIfAbsent(
        store,
        _ ->
            new Hub(
                store,
                limits,
                task -> cluster.agenda().after(delay, () -> runWhileInUse(store, task))));
  }

  private void runWhileInUse(Store store, Runnable task) {
    if (cluster.members().stream().anyMatch(member -> member.store() == store)) {
      task.run();
    }
  }

  /// Histories of keys are judged in runs that are about keys.
  @Override
  void judge() {
    onlookers.forEach(Onlooker::calmDown);
    awaitLiveness(
        "an onlooker is not told all",
        () -> onlookers.stream().allMatch(onlooker -> onlooker.isToldAllTo(revision())));
    onlookers.forEach(Onlooker::leave);
    guarantees.judge();
  }

  /// Of the member that is farthest.
  private long revision() {
    return cluster.members().stream()
        .map(SimulatedMember::store)
        .mapToLong(store -> store == null ? 0 : store.view().revision())
        .max()
        .orElse(0);
  }
}
