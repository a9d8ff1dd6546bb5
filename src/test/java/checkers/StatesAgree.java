package checkers;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import mvcc.KeyHash;
import raft.MemberId;

/// Members that have applied the same entries hold the same state (guarantee C1; etcd compares
/// HashKV for it).
public final class StatesAgree {

  /// What is compared of a state.
  ///
  /// @param digest a checksum of all pairs
  public record State(long revision, long compactRevision, int digest) {}

  private final Map<Long, State> states = new HashMap<>();
  private final Map<Long, KeyHash> compactions = new HashMap<>();
  private final Map<MemberId, Long> compacted = new HashMap<>();

  /// A member has applied everything up to an index.
  public void applied(MemberId member, long index, State state) {
    var other = states.putIfAbsent(index, state);
    if (other != null && !other.equals(state)) {
      throw new Violation(
          "StatesAgree", member + " has " + state + " at " + index + ", others " + other);
    }
  }

  /// A member has compacted its store to a revision.
  ///
  /// @param hash makes the hash of what is left up to there, as the leader compares it
  public void compacted(MemberId member, long revision, Supplier<KeyHash> hash) {
    Long before = compacted.put(member, revision);
    if (revision < 1 || (before != null && before == revision)) {
      return;
    }
    KeyHash left = hash.get();
    KeyHash other = compactions.putIfAbsent(left.compactRevision(), left);
    if (other != null && !other.equals(left)) {
      throw new Violation(
          "StatesAgree", member + " has " + left + " after a compaction, others " + other);
    }
  }
}
