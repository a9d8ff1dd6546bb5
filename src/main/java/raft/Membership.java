package raft;

import java.util.Collection;
import java.util.List;

/// The voters of a cluster. Static for now: it comes from the initial member list.
///
/// @param voters sorted by id, without duplicates
public record Membership(List<MemberId> voters) {

  public Membership {
    voters = voters.stream().sorted().distinct().toList();
    if (voters.isEmpty()) {
      throw new IllegalArgumentException("a cluster needs a voter");
    }
  }

  public static Membership of(Collection<MemberId> voters) {
    return new Membership(List.copyOf(voters));
  }

  public boolean isVoter(MemberId member) {
    return voters.contains(member);
  }

  /// The voters but one.
  public List<MemberId> peersOf(MemberId self) {
    return voters.stream().filter(voter -> !voter.equals(self)).toList();
  }

  /// The quorum of these voters.
  public Quorum quorum() {
    return new Quorum(voters.size());
  }
}
