package watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// The watchers of a stream that are behind the others, by their cursors, which do not move while
/// they are here.
final class Late {

  private static final Comparator<Watcher> ORDER =
      (one, other) ->
          one.next != other.next
              ? Long.compare(one.next, other.next)
              : Long.compare(one.id, other.id);

  private final TreeSet<Watcher> byCursor = new TreeSet<>(ORDER);

  private final Ranges<Watcher> byKey = new Ranges<>();

  void add(Watcher watcher) {
    byCursor.add(watcher);
    byKey.add(watcher.keys, watcher);
  }

  void remove(Watcher watcher) {
    if (byCursor.remove(watcher)) {
      byKey.remove(watcher.keys, watcher);
    }
  }

  boolean contains(Watcher watcher) {
    return byCursor.contains(watcher);
  }

  boolean isEmpty() {
    return byCursor.isEmpty();
  }

  int size() {
    return byCursor.size();
  }

  /// The first cursor; [Mark#NONE] if there is none.
  long first() {
    return byCursor.isEmpty() ? Mark.NONE : byCursor.first().next;
  }

  Ranges<Watcher> byKey() {
    return byKey;
  }

  /// Takes out all whose cursors are from `from` to `to`.
  List<Watcher> take(long from, long to) {
    List<Watcher> taken = new ArrayList<>();
    for (var watcher : byCursor) {
      if (watcher.next > to) {
        break;
      }
      if (watcher.next >= from) {
        taken.add(watcher);
      }
    }
    taken.forEach(this::remove);
    return taken;
  }
}
