package lease;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Things to be looked at when their time has come, in slots of a tenth of a second. A thing comes
/// up to a slot late, never early.
///
/// Entering, leaving and taking cost the same for any number of things in a slot, so that 100,000
/// of one moment are no trouble.
///
/// @param <T> the things, which differ from one another by identity
final class Calendar<T> {

  private static final long SLOT_MILLIS = 100;

  private final TreeMap<Long, SequencedSet<T>> slots = new TreeMap<>();

  /// Enters a thing for a time.
  ///
  /// @return the slot it is in
  long enter(T thing, long millis) {
    long slot = Math.ceilDiv(millis, SLOT_MILLIS);
    slots.computeIfAbsent(slot, _ -> new LinkedHashSet<>()).add(thing);
    return slot;
  }

  /// Takes a thing out of its slot, if it is still there.
  void leave(T thing, long slot) {
    SequencedSet<T> things = slots.get(slot);
    if (things != null && things.remove(thing) && things.isEmpty()) {
      slots.remove(slot);
    }
  }

  /// Takes out a thing whose time has come; null when there is none.
  @Nullable T poll(long nowMillis) {
    var first = slots.firstEntry();
    if (first == null || first.getKey() * SLOT_MILLIS > nowMillis) {
      return null;
    }
    T thing = first.getValue().removeFirst();
    if (first.getValue().isEmpty()) {
      slots.remove(first.getKey());
    }
    return thing;
  }
}
