package actors;

import java.util.List;
import raft.EntryId;
import raft.HardState;

/// What the journal knows of its events without reading them again. Losing one costs a longer
/// recovery and nothing else: events are never deleted for it.
///
/// @param number the last event it covers
/// @param last the last entry of the log at that event
/// @param terms where each term of the log begins
/// @param points where to look for entries, by index
public record JournalSnapshot(
    long number, HardState hardState, EntryId last, List<EntryId> terms, List<Point> points) {

  /// From event `number` on, up to the next point, entries follow one another from `index`.
  public record Point(long index, long number) {}
}
