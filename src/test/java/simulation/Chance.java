package simulation;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// All randomness of a run, from one seed. Each concern draws from a generator of its own, so that
/// a change in one leaves the others' draws as they were.
///
/// @param weather what the world is like
/// @param network delays and losses
/// @param disk delays and what a crash leaves
/// @param mishaps what goes wrong when
/// @param members election timeouts, and when actors get their turn
/// @param clients what is asked when
record Chance(
    RandomGenerator weather,
    RandomGenerator network,
    RandomGenerator disk,
    RandomGenerator mishaps,
    RandomGenerator members,
    RandomGenerator clients) {

  static Chance of(long seed) {
    var root = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
    return new Chance(
        root.split(), root.split(), root.split(), root.split(), root.split(), root.split());
  }

  /// A time with the given mean, exponentially distributed up to ten times of it, in nanoseconds.
  static long about(long mean, RandomGenerator dice) {
    return (long) Math.min(10.0 * mean, -Math.log(1 - dice.nextDouble()) * mean);
  }
}
