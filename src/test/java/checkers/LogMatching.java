package checkers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import raft.Entry;
import raft.EntryId;
import raft.MemberId;

/// If two logs contain an entry with the same index and term, then the logs are identical in all
/// entries up through the given index (paper §5.3).
///
/// Holds for whole logs if for each entry there is only ever one content and one entry before it.
public final class LogMatching implements Checker {

  private record Seen(Entry entry, EntryId previous) {}

  private final Map<EntryId, Seen> seen = new HashMap<>();

  @Override
  public void appends(MemberId member, List<Entry> entries, Logs logs) {
    var previous = logs.entry(member, entries.getFirst().index() - 1);
    for (var entry : entries) {
      var known = seen.putIfAbsent(entry.id(), new Seen(entry, previous));
      if (known != null && !known.equals(new Seen(entry, previous))) {
        throw violation(
            member
                + " has another entry "
                + entry.id()
                + " after "
                + previous
                + " than elsewhere, after "
                + known.previous());
      }
      previous = entry.id();
    }
  }
}
