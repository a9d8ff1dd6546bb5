package simulation;

import java.util.random.RandomGenerator;

/// Dice that draw bounded numbers from a few values only, so that members often draw the same
/// election timeout and stand at once.
///
/// @param dice what draws
/// @param values how many different numbers come of a bound
record CrampedDice(RandomGenerator dice, int values) implements RandomGenerator {

  @Override
  public long nextLong() {
    return dice.nextLong();
  }

  @Override
  public long nextLong(long bound) {
    return bound / values * dice.nextInt(values);
  }
}
