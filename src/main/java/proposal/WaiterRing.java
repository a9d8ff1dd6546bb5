package proposal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Those who wait, each in the slot its number says: no hashing, nothing allocated, nothing to
/// schedule. Whoever takes a waiter out, and only he, answers it.
///
/// Thread-safe. Numbers must come from one counter, so that neighbours in time are neighbours here.
///
/// @param <W> who waits
final class WaiterRing<W extends Waiter<?>> {

  /// How many numbers are tried before the ring counts as full.
  private static final int TRIES = 64;

  private final AtomicReferenceArray<@Nullable W> slots;
  private final int mask;

  /// A ring for at least `capacity` waiters.
  WaiterRing(int capacity) {
    int size = Integer.highestOneBit(Math.max(1, capacity - 1)) << 1;
    slots = new AtomicReferenceArray<>(size);
    mask = size - 1;
  }

  /// Gives the waiter a number and a slot; false when the ring is full.
  boolean enter(W waiter, LongSupplier numbers, long nowNanos) {
    for (int i = 0; i < TRIES; i++) {
      long number = numbers.getAsLong();
      waiter.begin(number, nowNanos);
      if (slots.compareAndSet(slot(number), null, waiter)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a waiter has this number.
  boolean contains(long number) {
    W waiter = slots.get(slot(number));
    return waiter != null && waiter.number() == number;
  }

  /// Takes out the waiter of this number; null when it is not, or no longer, there.
  @Nullable W take(long number) {
    int slot = slot(number);
    W waiter = slots.get(slot);
    if (waiter == null || waiter.number() != number) {
      return null;
    }
    return slots.compareAndSet(slot, waiter, null) ? waiter : null;
  }

  /// Takes out all who have waited since `nanos` or longer.
  void takeSince(long nanos, Consumer<W> taken) {
    for (int slot = 0; slot <= mask; slot++) {
      W waiter = slots.get(slot);
      if (waiter != null
          && waiter.sinceNanos() - nanos <= 0
          && slots.compareAndSet(slot, waiter, null)) {
        taken.accept(waiter);
      }
    }
  }

  /// How many wait; counts slot by slot.
  int size() {
    int size = 0;
    for (int slot = 0; slot <= mask; slot++) {
      if (slots.get(slot) != null) {
        size++;
      }
    }
    return size;
  }

  private int slot(long number) {
    return (int) number & mask;
  }
}
