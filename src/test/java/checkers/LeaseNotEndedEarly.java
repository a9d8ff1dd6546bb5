package checkers;

import checkers.LeaseLives.Death;
import checkers.LeaseLives.End;
import checkers.LeaseLives.Life;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A lease never expires before the time has passed that the last answer about it spoke of, counted
/// from the question (guarantee L1): by a true clock, if no member's clock runs faster than true.
/// However leaders change, it may only live longer.
public final class LeaseNotEndedEarly {

  private static final long NANOS = 1_000_000_000;

  /// What a client may count on.
  private record Promise(long asked, long seconds, long until) {}

  private final LeaseLives lives;
  private final double fastest;
  private final Map<Life, Promise> promises = new HashMap<>();

  /// @param fastest how long the fastest clock of a member takes for a second, in true seconds
  public LeaseNotEndedEarly(LeaseLives lives, double fastest) {
    this.lives = lives;
    this.fastest = fastest;
    lives.onDeath(this::check);
  }

  /// Somebody was told that a lease has time left. Which life was meant must be beyond doubt.
  ///
  /// @param asked when the question left
  /// @param heard when the answer came
  public void promised(long id, long seconds, long asked, long heard) {
    var meant = lives.of(id).stream().filter(life -> overlaps(life, asked, heard)).toList();
    if (meant.size() == 1) {
      promised(meant.getFirst(), new Promise(asked, seconds, asked + nanos(seconds)));
    }
  }

  private long nanos(long seconds) {
    return (long) (seconds * NANOS * fastest);
  }

  private boolean overlaps(Life life, long asked, long heard) {
    var death = lives.death(life);
    return life.began() <= heard && (death == null || death.at() >= asked);
  }

  private void promised(Life life, Promise promise) {
    promises.merge(life, promise, (one, other) -> one.until() >= other.until() ? one : other);
    check(life);
  }

  private void check(Life life) {
    var promise = promises.get(life);
    var death = lives.death(life);
    if (promise != null && death != null && isEarly(death, promise)) {
      throw new Violation("LeaseNotEndedEarly", life + ": " + promise + ", but " + death);
    }
  }

  private static boolean isEarly(Death death, Promise promise) {
    return death.how() == End.EXPIRED && death.at() < promise.until();
  }

  /// The lives that somebody was promised something about.
  public List<Life> promised() {
    return List.copyOf(promises.keySet());
  }
}
