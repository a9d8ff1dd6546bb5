package auth;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A set of keys: intervals in unsigned byte order, of which no two touch. Immutable.
///
/// What touches is merged, so that a range lies in the set exactly when it lies in one interval: a
/// permission for `[a, m)` and one for `[m, z)` together allow `[a, z)`.
final class KeyRanges {

  /// The keys from `begin` on, below `end` if there is one.
  private record Interval(ByteString begin, @Nullable ByteString end) {

    /// etcd's convention for a key and a range end.
    static Interval of(ByteString key, ByteString rangeEnd) {
      if (rangeEnd.isEmpty()) {
        return new Interval(key, key.concat(ZERO));
      }
      return new Interval(key, rangeEnd.equals(ZERO) ? null : rangeEnd);
    }

    boolean reaches(ByteString key) {
      return end == null || ORDER.compare(end, key) >= 0;
    }

    boolean reachesTo(@Nullable ByteString otherEnd) {
      return end == null || (otherEnd != null && ORDER.compare(end, otherEnd) >= 0);
    }
  }

  private static final Comparator<ByteString> ORDER =
      ByteString.unsignedLexicographicalComparator();
  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /// In the order of their begins, and so of their ends.
  private final Interval[] intervals;

  private KeyRanges(List<Interval> merged) {
    this.intervals = merged.toArray(Interval[]::new);
  }

  /// Gathers ranges into a set.
  static final class Builder {

    private final List<Interval> gathered = new ArrayList<>();

    /// Adds a key, or a range of keys, in etcd's convention.
    Builder add(ByteString key, ByteString rangeEnd) {
      gathered.add(Interval.of(key, rangeEnd));
      return this;
    }

    KeyRanges build() {
      gathered.sort(Comparator.comparing(Interval::begin, ORDER));
      List<Interval> merged = new ArrayList<>();
      for (Interval next : gathered) {
        Interval last = merged.isEmpty() ? null : merged.getLast();
        if (last == null || !last.reaches(next.begin())) {
          merged.add(next);
        } else if (!last.reachesTo(next.end())) {
          merged.set(merged.size() - 1, new Interval(last.begin(), next.end()));
        }
      }
      return new KeyRanges(merged);
    }
  }

  /// Whether a key, or every key of a range, is in the set; both in etcd's convention. A range from
  /// some key on without end is in a set without end only.
  boolean cover(ByteString key, ByteString rangeEnd) {
    Interval wanted = Interval.of(key, rangeEnd);
    int at = Arrays.binarySearch(intervals, wanted, Comparator.comparing(Interval::begin, ORDER));
    int before = at >= 0 ? at : -at - 2;
    if (before < 0) {
      return false;
    }
    Interval interval = intervals[before];
    return interval.reaches(key.concat(ZERO)) && interval.reachesTo(wanted.end());
  }
}
