package raft;

import java.util.ArrayList;
import java.util.List;

/// Where each term of a log begins. A log has few terms, so this knows the term of every index in a
/// few bytes.
final class TermStarts {

  private final ArrayList<EntryId> starts = new ArrayList<>();

  TermStarts(List<EntryId> starts) {
    starts.forEach(this::add);
  }

  void add(EntryId first) {
    if (!starts.isEmpty()
        && (first.index() <= starts.getLast().index() || first.term() <= starts.getLast().term())) {
      throw new IllegalStateException("term start " + first + " after " + starts.getLast());
    }
    starts.add(first);
  }

  void truncateFrom(long index) {
    while (!starts.isEmpty() && starts.getLast().index() >= index) {
      starts.removeLast();
    }
  }

  long termAt(long index) {
    int position = positionAt(index);
    return position < 0 ? 0 : starts.get(position).term();
  }

  /// The greatest index up to `index` whose term is at most `term`.
  long lastWithTermAtMost(long index, long term) {
    int position = positionAt(index);
    long candidate = index;
    while (position >= 0 && starts.get(position).term() > term) {
      candidate = starts.get(position).index() - 1;
      position--;
    }
    return candidate;
  }

  /// The last start at or before `index`; -1 if there is none.
  private int positionAt(long index) {
    int low = 0;
    int high = starts.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts.get(middle).index() <= index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
