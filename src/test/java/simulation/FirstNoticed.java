package simulation;

import org.jspecify.annotations.Nullable;

/// Runs seeds until one finds something. Called across class loaders: hence public, and text only.
public final class FirstNoticed {

  private FirstNoticed() {}

  /// Runs seeds from 1 on, of a [Focus], in a [Climate].
  ///
  /// @return the checker, the seed, and the first line of what it says; null if no seed noticed
  public static @Nullable String among(String focus, String climate, long seeds) {
    var theatre = new Theatre();
    for (var seed = 1L; seed <= seeds; seed++) {
      var run = Focus.valueOf(focus).simulation(theatre, Climate.valueOf(climate), seed, false);
      var report = run.run();
      var violation = report.violation();
      if (violation != null) {
        return report.checker()
            + " after "
            + seed
            + " seeds: "
            + violation.lines().findFirst().orElse("");
      }
    }
    return null;
  }
}
