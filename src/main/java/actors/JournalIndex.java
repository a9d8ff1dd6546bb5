package actors;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.EntryId;
import raft.HardState;

/// What the journal remembers of its events: where the log ends, the term and vote, where each term
/// begins, and in which events to look for an entry.
///
/// Every event is checked against it, when written and when read back: a gap, an entry in the wrong
/// place or a term that decreases means that the journal is not what was written. The entries
/// themselves stay on disk, so that this grows by a few bytes for each interval of log.
final class JournalIndex {

  /// A part of the journal in which each entry of a part of the log is written exactly once.
  ///
  /// @param firstNumber the first event to read
  /// @param lastNumber the last event to read
  /// @param firstIndex the first entry of the log that is found there
  /// @param lastIndex the last one; entries beyond it in these events have been replaced since
  record Segment(long firstNumber, long lastNumber, long firstIndex, long lastIndex) {}

  private final long interval;
  private long number;
  private HardState hardState = HardState.INITIAL;
  private EntryId last = EntryId.ZERO;
  private final List<EntryId> terms = new ArrayList<>();
  private final List<JournalSnapshot.Point> points = new ArrayList<>();
  private long bytesSincePoint;
  private long bytesSinceSnapshot;

  /// An empty journal.
  ///
  /// @param interval bytes of log between two points of the index
  JournalIndex(long interval) {
    this.interval = interval;
  }

  /// Goes on from a snapshot.
  ///
  /// @param interval bytes of log between two points of the index
  static JournalIndex restore(JournalSnapshot snapshot, long interval) {
    var index = new JournalIndex(interval);
    index.number = snapshot.number();
    index.hardState = snapshot.hardState();
    index.last = snapshot.last();
    index.terms.addAll(snapshot.terms());
    index.points.addAll(snapshot.points());
    return index;
  }

  JournalSnapshot snapshot() {
    return new JournalSnapshot(number, hardState, last, List.copyOf(terms), List.copyOf(points));
  }

  /// The last event.
  long number() {
    return number;
  }

  HardState hardState() {
    return hardState;
  }

  /// The last entry of the log.
  EntryId last() {
    return last;
  }

  /// The event that makes these changes durable.
  ///
  /// @throws IllegalArgumentException if the entries do not follow one another or leave a gap
  JournalEvent next(@Nullable HardState newHardState, List<Entry> entries) {
    EntryId previous = last;
    if (!entries.isEmpty()) {
      long before = entries.getFirst().index() - 1;
      if (before < 0 || before > last.index()) {
        throw new IllegalArgumentException(
            "entries from " + (before + 1) + " do not follow a log that ends at " + last);
      }
      previous = idAt(before);
    }
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).index() != previous.index() + 1 + i) {
        throw new IllegalArgumentException(
            "entry " + entries.get(i).id() + " at place " + i + " after " + previous);
      }
    }
    return new JournalEvent(number + 1, newHardState, previous, entries);
  }

  /// Takes the next event in.
  ///
  /// @throws JournalDamaged if it is not an event that can follow
  void append(JournalEvent event) {
    if (event.number() != number + 1) {
      throw new JournalDamaged(
          "event " + (number + 1) + " is missing, found " + event.number() + " in its place");
    }
    number = event.number();
    appendHardState(event);
    EntryId previous = event.previous();
    if (previous.index() > last.index() || !idAt(previous.index()).equals(previous)) {
      throw new JournalDamaged(
          "event " + number + " follows entry " + previous + ", the log ends at " + last);
    }
    if (event.entries().isEmpty()) {
      return;
    }
    addPoint(previous.index() + 1);
    last = previous;
    for (Entry entry : event.entries()) {
      appendEntry(entry);
    }
  }

  private void appendHardState(JournalEvent event) {
    HardState newHardState = event.hardState();
    if (newHardState == null) {
      return;
    }
    if (newHardState.term() < hardState.term()) {
      throw new JournalDamaged(
          "event "
              + number
              + " goes back from term "
              + hardState.term()
              + " to "
              + newHardState.term());
    }
    hardState = newHardState;
  }

  private void addPoint(long firstIndex) {
    boolean replaces = firstIndex <= last.index();
    if (replaces) {
      removeFrom(points, JournalSnapshot.Point::index, firstIndex);
      removeFrom(terms, EntryId::index, firstIndex);
    }
    if (replaces || points.isEmpty() || bytesSincePoint >= interval) {
      points.add(new JournalSnapshot.Point(firstIndex, number));
      bytesSincePoint = 0;
    }
  }

  private void appendEntry(Entry entry) {
    if (entry.term() < Math.max(1, last.term())) {
      throw new JournalDamaged(
          "event " + number + " puts entry " + entry.id() + " after entry " + last);
    }
    if (entry.term() > last.term()) {
      terms.add(entry.id());
    }
    last = entry.id();
    bytesSincePoint += entry.size();
    bytesSinceSnapshot += entry.size();
  }

  /// Whether so much log was written since the last snapshot that the next one is due; asked once
  /// for each event.
  ///
  /// @param bytes of log between two snapshots
  boolean isSnapshotDue(long bytes) {
    if (bytesSinceSnapshot < bytes) {
      return false;
    }
    bytesSinceSnapshot = 0;
    return true;
  }

  /// Where each term begins, for the log up to `index`.
  List<EntryId> termsUpTo(long index) {
    return List.copyOf(terms.subList(0, floor(terms, EntryId::index, index) + 1));
  }

  /// The entry at `index`, which is at most the last.
  EntryId idAt(long index) {
    if (index == 0) {
      return EntryId.ZERO;
    }
    return new EntryId(index, terms.get(floor(terms, EntryId::index, index)).term());
  }

  /// Where the entry at `index` and those after it are to be found.
  ///
  /// @throws IllegalArgumentException if the log has no such entry
  Segment segmentOf(long index) {
    if (index < 1 || index > last.index()) {
      throw new IllegalArgumentException("entry " + index + " of a log that ends at " + last);
    }
    return segment(floor(points, JournalSnapshot.Point::index, index));
  }

  /// The end of the journal: the segments that hold the entries after `applied`, or the last
  /// `bytes` of log if that is more, to a few intervals. Empty only if the journal is.
  List<Segment> tail(long applied, long bytes) {
    if (points.isEmpty()) {
      return number == 0 ? List.of() : List.of(new Segment(number, number, 1, 0));
    }
    long wanted = Math.ceilDiv(bytes, interval);
    int from = floor(points, JournalSnapshot.Point::index, Math.max(1, applied));
    from = (int) Math.max(0, Math.min(from, points.size() - 1 - wanted));
    var segments = new ArrayList<Segment>(points.size() - from);
    for (int i = from; i < points.size(); i++) {
      segments.add(segment(i));
    }
    return segments;
  }

  private Segment segment(int i) {
    JournalSnapshot.Point point = points.get(i);
    if (i == points.size() - 1) {
      return new Segment(point.number(), number, point.index(), last.index());
    }
    JournalSnapshot.Point next = points.get(i + 1);
    return new Segment(point.number(), next.number() - 1, point.index(), next.index() - 1);
  }

  /// The place in `list` of the last element whose key is at most `key`, -1 if there is none.
  private static <T> int floor(List<T> list, ToLongFunction<T> keyOf, long key) {
    int low = 0;
    int high = list.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (keyOf.applyAsLong(list.get(middle)) <= key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private static <T> void removeFrom(List<T> list, ToLongFunction<T> keyOf, long key) {
    list.subList(floor(list, keyOf, key - 1) + 1, list.size()).clear();
  }
}
