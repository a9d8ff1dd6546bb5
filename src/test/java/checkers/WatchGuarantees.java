package checkers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mvccpb.Event;
import mvccpb.KeyValue;

/// Of a revision everybody sees the same events, all of them at once, whichever member tells; and
/// the same pairs before them, unless they are compacted.
public final class WatchGuarantees {

  private final Map<Long, List<Event>> moments = new HashMap<>();

  /// Somebody who watches all keys was told all events of one revision.
  public void saw(List<Event> events) {
    long revision = events.getFirst().getKv().getModRevision();
    var known = moments.putIfAbsent(revision, List.copyOf(events));
    if (known == null) {
      return;
    }
    if (!withoutPrevious(known).equals(withoutPrevious(events))) {
      throw new Violation("WatchGuarantees", "two accounts of " + known + ", " + events);
    }
    for (var i = 0; i < known.size(); i++) {
      var one = known.get(i);
      var other = events.get(i);
      if (one.hasPrevKv() && other.hasPrevKv() && !one.getPrevKv().equals(other.getPrevKv())) {
        throw new Violation("WatchGuarantees", "two pairs before " + one + ", " + other);
      }
      precedes(other.getPrevKv(), other.getKv());
    }
  }

  private static void precedes(KeyValue previous, KeyValue pair) {
    if (previous.getModRevision() >= pair.getModRevision()) {
      throw new Violation("WatchGuarantees", previous + " is not before " + pair);
    }
  }

  /// Somebody was told of a revision, or told to have been told all up to it.
  public static void inOrder(long expected, long told, String what) {
    if (told != expected) {
      throw new Violation("WatchGuarantees", what + " " + told + " in place of " + expected);
    }
  }

  private static List<Event> withoutPrevious(List<Event> events) {
    return events.stream().map(event -> event.toBuilder().clearPrevKv().build()).toList();
  }
}
