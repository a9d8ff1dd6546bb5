package actors;

import java.util.List;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.HardState;
import raft.MemberId;

/// Makes the log, the term and the vote durable, then delivers the messages that waited for it.
///
/// One write is in flight at a time; what arrives meanwhile is merged into the next one.
public final class Journal {

  private Journal() {}

  public sealed interface Message permits Write, Read, Stored, EntriesFound {}

  /// Makes the changes durable, tells the Raft actor [Raft.Written] if there were entries, then
  /// delivers the messages. Promises that need the disk can thus not leave before it.
  ///
  /// @param hardState the term and vote to keep; null if unchanged
  /// @param entries contiguous; by definition they replace any suffix from their first index on
  /// @param whenDurable sent, in order, once all of this write is durable
  public record Write(
      @Nullable HardState hardState, List<Entry> entries, List<Delivery> whenDurable)
      implements Message {}

  /// Reads entries back that are no longer in memory; answered by [Raft.EntriesRead].
  ///
  /// @param fromIndex the first entry wanted
  /// @param maxBytes stop once this much is read; at least one entry is
  public record Read(long fromIndex, int maxBytes) implements Message {}

  /// The store under the journal holds the last event durably.
  record Stored() implements Message {}

  /// What a [Read] found.
  record EntriesFound(List<Entry> entries) implements Message {}

  /// A message that waits for a write.
  ///
  /// @param to the member it goes to; this member itself for its own vote
  public record Delivery(MemberId to, Raft.Rpc message) {}
}
