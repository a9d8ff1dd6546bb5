package simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Leases in any weather: none ends early, each takes its keys, all end when nobody cares for them
/// any more, and nobody is told otherwise. `ops/simulate --focus LEASES` runs more seeds.
final class LeaseSimulationTest {

  private static final long SEEDS = Long.getLong("simulation.lease-seeds", 60);
  private static final int THREADS = 2;

  @Test
  void everySeedKeepsThePromisesOfLeases() {
    var result = Seeds.run(Focus.LEASES, Climate.MIXED, 1, SEEDS, THREADS, () -> false);
    assertThat(result.runs()).isEqualTo(SEEDS);
    assertThat(result.bad().stream().map(bad -> bad.violation() + "; " + bad.replay())).isEmpty();
    assertThat(result.tally().counts())
        .containsKeys(
            "leases expired",
            "leases revoked",
            "keys gone with their leases",
            "answers about leases that live",
            "answers about leases that are gone");
  }

  @Test
  void theSameSeedGivesTheSameLeases() {
    for (var seed = 1; seed <= 5; seed++) {
      assertThat(text(seed)).as("seed %d", seed).isEqualTo(text(seed));
    }
  }

  private static String text(long seed) {
    return Focus.LEASES.simulation(new Theatre(), Climate.MIXED, seed, false).run().text();
  }
}
