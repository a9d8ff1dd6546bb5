package bench;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// The keys of a load: numbers in decimal, with leading zeros up to the size of a key, so that the
/// order of keys is the order of numbers.
///
/// @param keys how many there are
/// @param keyBytes how long each is
/// @param next where the sequence stands
/// @param sequential whether numbers are taken in turn, or at random
public record KeySpace(long keys, int keyBytes, boolean sequential, AtomicLong next) {

  /// @throws IllegalArgumentException if the keys do not fit their size
  public KeySpace {
    if (keys < 1 || keyBytes < 1) {
      throw new IllegalArgumentException("--key-space-size and --key-size must be positive");
    }
    int digits = Long.toString(keys - 1).length();
    if (digits > keyBytes) {
      throw new IllegalArgumentException(
          "--key-size %d is too short for %d keys".formatted(keyBytes, keys));
    }
  }

  /// Keys numbered from 0 up.
  ///
  /// @throws IllegalArgumentException if the keys do not fit their size
  public static KeySpace of(long keys, int keyBytes, boolean sequential) {
    return new KeySpace(keys, keyBytes, sequential, new AtomicLong());
  }

  /// Writes the next key; safe from many threads.
  void write(byte[] target, int offset) {
    long key =
        sequential ? next.getAndIncrement() % keys : ThreadLocalRandom.current().nextLong(keys);
    for (int i = offset + keyBytes - 1; i >= offset; i--) {
      target[i] = (byte) ('0' + key % 10);
      key /= 10;
    }
  }
}
