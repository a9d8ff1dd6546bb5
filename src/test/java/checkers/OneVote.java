package checkers;

import java.util.HashMap;
import java.util.Map;
import raft.MemberId;

/// Each server will vote for at most one candidate in a given term (paper §5.2), whatever happens
/// to it in between.
public final class OneVote implements Checker {

  private record Ballot(MemberId voter, long term) {}

  private final Map<Ballot, MemberId> votes = new HashMap<>();

  @Override
  public void votes(MemberId member, long term, MemberId candidate) {
    var other = votes.putIfAbsent(new Ballot(member, term), candidate);
    if (other != null && !other.equals(candidate)) {
      throw violation(
          member + " votes for " + candidate + " in term " + term + ", and has for " + other);
    }
  }
}
