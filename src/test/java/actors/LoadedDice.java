package actors;

import java.util.random.RandomGenerator;

/// Draws what it is told to, as far as the range allows.
final class LoadedDice implements RandomGenerator {

  long next;

  @Override
  public long nextLong() {
    return next;
  }

  @Override
  public long nextLong(long bound) {
    return Math.min(next, bound - 1);
  }
}
