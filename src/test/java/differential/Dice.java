package differential;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.SplittableRandom;

/// Chance, all from one seed.
final class Dice {

  private final SplittableRandom random;

  Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /// Once in so many times.
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /// One of `least` to `most`, both included.
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  @SafeVarargs
  final <T> T pick(T... things) {
    return things[random.nextInt(things.length)];
  }

  <T> T pick(List<T> things) {
    return things.get(random.nextInt(things.size()));
  }

  ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
