package raft;

import org.jspecify.annotations.Nullable;

/// What a member must never forget beside its log: Figure 2's `currentTerm` and `votedFor`.
///
/// @param term the latest term this member has seen
/// @param votedFor the candidate that got this member's vote in `term`, if any
public record HardState(long term, @Nullable MemberId votedFor) {

  /// The state of a member that has never heard of any term.
  public static final HardState INITIAL = new HardState(0, null);
}
