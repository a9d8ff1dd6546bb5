package checkers;

import java.util.List;
import raft.Entry;
import raft.MemberId;

/// A leader never overwrites or deletes entries in its log; it only appends (paper §5.3).
public final class LeaderAppendOnly implements Checker {

  @Override
  public void appends(MemberId member, List<Entry> entries, Logs logs) {
    if (logs.isLeader(member) && entries.getFirst().index() <= logs.lastIndex(member)) {
      throw violation(
          "leader "
              + member
              + " replaces "
              + entries.getFirst().id()
              + " in a log up to "
              + logs.lastIndex(member));
    }
  }
}
