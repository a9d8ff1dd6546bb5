package checkers;

import java.util.HashMap;
import java.util.Map;
import raft.MemberId;

/// At most one leader can be elected in a given term (paper §5.2).
public final class ElectionSafety implements Checker {

  private final Map<Long, MemberId> leaders = new HashMap<>();

  @Override
  public void entered(MemberId member, String role, long term, Logs logs) {
    if (!role.equals("leader") || logs.isLeader(member)) {
      return;
    }
    var other = leaders.putIfAbsent(term, member);
    if (other != null) {
      throw violation(member + " leads term " + term + ", which " + other + " has led");
    }
  }
}
