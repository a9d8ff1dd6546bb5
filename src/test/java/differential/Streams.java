package differential;

import static org.assertj.core.api.Assertions.assertThat;

import process.Cluster;

/// The streams that a run of the tests sends: their seed, their length, and what is said of them.
final class Streams {

  static final long SEED = Long.getLong("differential.seed", 9_582_094_913_875L);

  private Streams() {}

  /// Sends a stream to both and fails where they disagree.
  ///
  /// @param what is being compared
  static Report run(String what, Comparison comparison, Script script, int steps) {
    long start = System.nanoTime();
    Report report = comparison.run(script, steps, new Progress(what, steps));
    System.out.printf(
        "differential, %s, -Ddifferential.seed=%d, %d ms: %s; longest waits: %s%n",
        what, SEED, (System.nanoTime() - start) / 1_000_000, report, report.longestWaits());
    assertThat(report.disagreements()).as("seed %d", SEED).isEmpty();
    return report;
  }

  static Party party(Cluster cluster) {
    return new Party(cluster.members());
  }
}
