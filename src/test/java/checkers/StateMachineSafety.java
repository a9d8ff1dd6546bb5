package checkers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import raft.Entry;
import raft.MemberId;

/// If a server has applied a log entry at a given index to its state machine, no other server will
/// ever apply a different log entry for the same index (paper §5.4.3), and all apply in order.
public final class StateMachineSafety implements Checker {

  private final List<Entry> applied = new ArrayList<>();
  private final Map<MemberId, Long> lastApplied = new HashMap<>();

  /// A member's state machine stands at an index.
  public void standsAt(MemberId member, long index) {
    lastApplied.put(member, index);
  }

  @Override
  public void applies(MemberId member, List<Entry> entries) {
    for (var entry : entries) {
      long expected = lastApplied.getOrDefault(member, 0L) + 1;
      if (entry.index() != expected) {
        throw violation(member + " applies " + entry.id() + " where " + expected + " is due");
      }
      lastApplied.put(member, entry.index());
      if (entry.index() == applied.size() + 1) {
        applied.add(entry);
      } else if (!applied.get((int) entry.index() - 1).equals(entry)) {
        throw violation(
            member
                + " applies "
                + entry.id()
                + ", others have applied "
                + applied.get((int) entry.index() - 1).id());
      }
    }
  }

  /// All that was ever applied, in order.
  public List<Entry> applied() {
    return applied;
  }
}
