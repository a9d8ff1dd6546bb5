package actors;

import raft.EntryId;
import raft.MemberId;

/// A member has lost what it had written to its disk. It must not take part as if it had never
/// promised anything.
public final class LostData extends RuntimeException {

  private static final long serialVersionUID = 1;

  private LostData(String what) {
    super(what + "; see OPERATIONS.md, \"When a member has lost its data\"");
  }

  /// A member without data has been a member before: it may have voted, and acknowledged what it no
  /// longer has.
  static LostData knownTo(MemberId witness, MemberId self) {
    return new LostData(
        "this member (%s) has no data, and has been in the cluster before, as %s knows: it may have"
                .formatted(self, witness)
            + " promised what it no longer knows");
  }

  /// The leader counts on entries that this member acknowledged and does not have.
  static LostData beyond(EntryId last, long acknowledged) {
    return new LostData(
        "the leader says %d is committed and this member acknowledged it, but its log ends at %s"
            .formatted(acknowledged, last));
  }
}
