package simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Many seeds, each a whole cluster in its own weather. `ops/simulate` runs more of them.
final class SimulationTest {

  private static final long SEEDS = Long.getLong("simulation.seeds", 1_000);
  private static final long FROM = Long.getLong("simulation.from", 1);
  private static final int THREADS = 2;

  @Test
  void everySeedKeepsEveryPromise() {
    var began = System.nanoTime();
    var result = Seeds.run(Focus.KEYS, Climate.MIXED, FROM, SEEDS, THREADS, () -> false);
    var seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "figure: simulation: %,d seeds in %.0f s on %d threads, %.1f virtual hours, %,d operations,"
            + " %d faults found%n",
        result.runs(),
        seconds,
        THREADS,
        result.virtualNanos() / 3.6e12,
        result.tally().counts().get("operations"),
        result.bad().size());
    assertThat(result.runs()).isEqualTo(SEEDS);
    assertThat(
            result.bad().stream()
                .map(bad -> "seed " + bad.seed() + ": " + bad.violation() + "; " + bad.replay())
                .collect(Collectors.toList()))
        .isEmpty();
    assertThat(result.tally().counts()).doesNotContainKey("histories not decided");
  }

  @Test
  void everyKindOfMishapHappens() {
    var counts =
        Seeds.run(Focus.KEYS, Climate.MIXED, FROM, 100, THREADS, () -> false).tally().counts();
    assertThat(counts)
        .containsKeys(Arrays.stream(Mishap.values()).map(m -> "fault " + m).toArray(String[]::new));
    assertThat(counts)
        .containsKeys("messages lost", "messages duplicated", "messages held up", "elections won");
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    var theatre = new Theatre();
    for (var seed = 1; seed <= 20; seed++) {
      var once = Simulation.run(theatre, seed).text();
      var again = Simulation.run(new Theatre(), seed).text();
      assertThat(again).as("seed %d", seed).isEqualTo(once);
    }
  }

  @Test
  void otherSeedsGiveOtherHistories() {
    var theatre = new Theatre();
    assertThat(Simulation.run(theatre, 1).text()).isNotEqualTo(Simulation.run(theatre, 2).text());
  }
}
