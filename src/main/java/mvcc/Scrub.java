package mvcc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way of the background removal through the index: which keys still have revisions that no
/// compaction left readable.
///
/// Nothing of it is kept on disk. A row still there is found again when the store is opened anew,
/// since the index is made from the rows.
final class Scrub {

  /// A slice ends after so many times the wanted rows of keys looked at, dead rows or not.
  private static final int LOOKS_PER_ROW = 16;

  /// The compaction whose remains are looked for; [Long#MIN_VALUE] before the first slice.
  private long target = Long.MIN_VALUE;

  /// Where to go on; null when all has been looked at for `target`.
  private byte @Nullable [] cursor;

  /// What one slice removes.
  ///
  /// @param trims the histories to shorten
  /// @param next where the next slice begins; null when there is none to come
  record Slice(List<Trim> trims, byte @Nullable [] next) {}

  /// The `count` oldest revisions of a key, which go.
  record Trim(byte[] key, KeyHistory history, int count) {}

  /// Looks for up to about `maxRows` revisions to remove. The same again until [#done] is told.
  Slice next(Published state, int maxRows) {
    if (state.compactRevision() > target) {
      target = state.compactRevision();
      cursor = new byte[0];
    }
    return cursor == null ? new Slice(List.of(), null) : new Search(cursor, maxRows).in(state);
  }

  /// The slice has been removed; returns whether more may be left.
  boolean done(Slice slice) {
    cursor = slice.next();
    return cursor != null;
  }

  private final class Search implements IndexNode.HistoryVisitor {
    private final byte[] from;
    private final List<Trim> trims = new ArrayList<>();
    private long looks;
    private int rows;
    private byte @Nullable [] next;

    Search(byte[] from, int maxRows) {
      this.from = from;
      this.rows = maxRows;
      this.looks = (long) maxRows * LOOKS_PER_ROW;
    }

    Slice in(Published state) {
      state.index().ascendOld(from, this);
      return new Slice(trims, next);
    }

    @Override
    public boolean visit(byte[] key, KeyHistory history) {
      if (rows <= 0 || looks <= 0) {
        next = key;
        return false;
      }
      looks--;
      int dead = history.dead(target);
      int count = Math.min(dead, rows);
      if (count > 0) {
        trims.add(new Trim(key, history, count));
        rows -= count;
      }
      if (count < dead) {
        next = key;
      }
      return count == dead;
    }
  }
}
