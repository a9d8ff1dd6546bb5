package raft;

import java.util.ArrayDeque;
import java.util.Deque;

/// How far a member's log is durable while writes of it are under way.
///
/// The journal holds writes in order and says so of the last entry of each, or of the last of
/// several. That an entry is in the log does not prove that the notice speaks of it: it may have
/// been written, replaced and written again, and the first notice comes while the replacement is
/// still on its way to the disk. So a notice is matched with the write it belongs to.
///
/// Invariant: what is durable up to [#durableIndex] is not replaced by any write under way.
public final class PendingWrites {

  /// A write under way.
  ///
  /// @param last its last entry
  /// @param keptUpTo the log is durable up to here once it is done: less than `last` if a later
  ///     write replaces a part
  private record Pending(EntryId last, long keptUpTo) {

    Pending replacedFrom(long index) {
      return keptUpTo < index ? this : new Pending(last, index - 1);
    }
  }

  private final Deque<Pending> pending = new ArrayDeque<>();
  private long durableIndex;

  /// @param durableIndex the log is durable up to here
  public PendingWrites(long durableIndex) {
    this.durableIndex = durableIndex;
  }

  public long durableIndex() {
    return durableIndex;
  }

  /// A write of entries is on its way. It replaces what the log held from `firstIndex` on.
  public void begin(long firstIndex, EntryId last) {
    if (!pending.isEmpty() && pending.getLast().keptUpTo() >= firstIndex) {
      int count = pending.size();
      for (int i = 0; i < count; i++) {
        pending.addLast(pending.removeFirst().replacedFrom(firstIndex));
      }
    }
    durableIndex = Math.min(durableIndex, firstIndex - 1);
    pending.addLast(new Pending(last, last.index()));
  }

  /// The journal holds the first write that ends with `last`, and all before it. If no write under
  /// way ends there, nothing follows from it.
  public void end(EntryId last) {
    if (pending.stream().noneMatch(write -> write.last().equals(last))) {
      return;
    }
    Pending done;
    do {
      done = pending.removeFirst();
    } while (!done.last().equals(last));
    durableIndex = Math.max(durableIndex, done.keptUpTo());
  }
}
