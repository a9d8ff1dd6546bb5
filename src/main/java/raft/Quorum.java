package raft;

import java.util.Arrays;

/// A majority: any two have a member in common.
///
/// @param voters how many members vote
public record Quorum(int voters) {

  public Quorum {
    if (voters < 1) {
      throw new IllegalArgumentException("a quorum of " + voters + " voters");
    }
  }

  /// How many suffice.
  public int size() {
    return voters / 2 + 1;
  }

  public boolean isReachedBy(int count) {
    return count >= size();
  }

  /// Whether a quorum can no longer be had once `against` have refused.
  public boolean isBlockedBy(int against) {
    return voters - against < size();
  }

  /// The greatest index that a quorum of the voters has reached.
  ///
  /// @param matchIndexes one index for each voter, in any order
  public long reachedIndex(long[] matchIndexes) {
    if (matchIndexes.length != voters) {
      throw new IllegalArgumentException(matchIndexes.length + " indexes of " + voters + " voters");
    }
    long[] sorted = matchIndexes.clone();
    Arrays.sort(sorted);
    return sorted[voters - size()];
  }
}
