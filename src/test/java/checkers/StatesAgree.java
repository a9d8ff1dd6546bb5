package checkers;

import java.util.HashMap;
import java.util.Map;
import raft.MemberId;

/// Members that have applied the same entries hold the same state (guarantee C1; etcd compares
/// HashKV for it).
public final class StatesAgree {

  /// What is compared of a state.
  ///
  /// @param digest a checksum of all pairs
  public record State(long revision, long compactRevision, int digest) {}

  private final Map<Long, State> states = new HashMap<>();

  /// A member has applied everything up to an index.
  public void applied(MemberId member, long index, State state) {
    var other = states.putIfAbsent(index, state);
    if (other != null && !other.equals(state)) {
      throw new Violation(
          "StatesAgree", member + " has " + state + " at " + index + ", others " + other);
    }
  }
}
