package mvcc;

import java.util.List;

/// What is known of the time from a store revision on.
public sealed interface Past {

  /// All that happened from one revision to another.
  ///
  /// @param from the first revision looked at
  /// @param to the last one
  /// @param moments the revisions at which something happened, oldest first
  record Window(long from, long to, List<Moment> moments) implements Past {
    public Window {
      moments = List.copyOf(moments);
    }
  }

  /// A compaction has made the beginning unreadable: [View#compactRevision] tells what is left.
  record Compacted() implements Past {}

  /// How much to read at a time. A window ends with the revision that reaches a bound.
  ///
  /// @param revisions store revisions
  /// @param bytes memory taken by their events
  record Bounds(int revisions, long bytes) {
    public Bounds {
      if (revisions < 1 || bytes < 1) {
        throw new IllegalArgumentException("bounds out of bounds");
      }
    }
  }
}
