package actors;

import java.util.List;
import raft.Entry;

/// Applies committed entries to the store in order and answers the waiters of this member.
public final class Applier {

  private Applier() {}

  public sealed interface Message permits Apply, ReadAt {}

  /// Applies entries; tells the Raft actor [Raft.Applied] afterwards.
  ///
  /// @param entries contiguous, committed and durable here; the first follows the last applied
  public record Apply(List<Entry> entries) implements Message {}

  /// Serves reads once the log up to `index` is applied (thesis §6.4).
  public record ReadAt(long index, Raft.Reads reads) implements Message {}
}
