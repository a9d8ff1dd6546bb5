package raft;

import java.util.HashSet;
import java.util.Set;

/// The votes of one election, pre-vote or real. A member's first answer counts, repeats do not.
public final class Ballot {

  /// How an election stands.
  public enum Outcome {
    OPEN,
    WON,
    LOST
  }

  private final Membership membership;
  private final Set<MemberId> granted = new HashSet<>();
  private final Set<MemberId> refused = new HashSet<>();

  public Ballot(Membership membership) {
    this.membership = membership;
  }

  /// Notes a vote; those of members that are no voters do not count.
  public Outcome count(MemberId voter, boolean voteGranted) {
    if (membership.isVoter(voter) && !granted.contains(voter) && !refused.contains(voter)) {
      (voteGranted ? granted : refused).add(voter);
    }
    return outcome();
  }

  public Outcome outcome() {
    var quorum = membership.quorum();
    if (quorum.isReachedBy(granted.size())) {
      return Outcome.WON;
    }
    return quorum.isBlockedBy(refused.size()) ? Outcome.LOST : Outcome.OPEN;
  }
}
