package differential;

import java.time.Duration;
import java.util.function.Consumer;

/// Says now and then how far a long comparison has come.
final class Progress implements Consumer<Report> {

  private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  private final String what;
  private final int steps;
  private long said = System.nanoTime();

  /// @param what is being compared
  /// @param steps there are to be
  Progress(String what, int steps) {
    this.what = what;
    this.steps = steps;
  }

  @Override
  public void accept(Report report) {
    if (System.nanoTime() - said > EVERY_NANOS) {
      said = System.nanoTime();
      System.out.printf(
          "differential, %s: %d of %d, disagreements %d%n",
          what, report.steps(), steps, report.disagreements().size());
    }
  }
}
