package simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Watches in any weather: whoever watches is told all they asked for, once, in order and as it
/// was, at whichever member. `ops/simulate --focus WATCHES` runs more seeds.
final class WatchSimulationTest {

  private static final long SEEDS = Long.getLong("simulation.watch-seeds", 150);
  private static final int THREADS = 2;

  @Test
  void everySeedKeepsThePromisesOfWatches() {
    var result = Seeds.run(Focus.WATCHES, Climate.MIXED, 1, SEEDS, THREADS, () -> false);
    assertThat(result.runs()).isEqualTo(SEEDS);
    assertThat(result.bad().stream().map(bad -> bad.violation() + "; " + bad.replay())).isEmpty();
    assertThat(result.tally().counts())
        .containsKeys(
            "events told",
            "watchers of the past",
            "watchers of now",
            "watchers of the future",
            "parts of messages told",
            "news of progress of all watchers",
            "news of progress of a watcher",
            "watchers canceled",
            "watchers ended by compactions");
  }

  @Test
  void theSameSeedTellsTheSame() {
    for (var seed = 1; seed <= 5; seed++) {
      assertThat(text(seed)).as("seed %d", seed).isEqualTo(text(seed));
    }
  }

  private static String text(long seed) {
    return Focus.WATCHES.simulation(new Theatre(), Climate.MIXED, seed, false).run().text();
  }
}
