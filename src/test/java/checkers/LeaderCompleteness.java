package checkers;

import java.util.ArrayList;
import java.util.List;
import raft.EntryId;
import raft.MemberId;

/// If a log entry is committed in a given term, then that entry will be present in the logs of the
/// leaders for all higher-numbered terms (paper §5.4). What is committed never changes either.
public final class LeaderCompleteness implements Checker {

  /// @param term the term in which the entry was found to be committed
  private record Committed(EntryId id, long term) {}

  private final List<Committed> committed = new ArrayList<>();

  @Override
  public void entered(MemberId member, String role, long term, Logs logs) {
    if (!role.equals("leader") || logs.isLeader(member)) {
      return;
    }
    for (var entry : committed) {
      if (entry.term() < term && !logs.contains(member, entry.id())) {
        throw violation("leader " + member + " of term " + term + " lacks committed " + entry.id());
      }
    }
  }

  @Override
  public void committed(MemberId member, long term, long commitIndex, Logs logs) {
    for (var index = (long) committed.size() + 1; index <= commitIndex; index++) {
      committed.add(new Committed(logs.entry(member, index), term));
    }
    var last = logs.entry(member, commitIndex);
    if (commitIndex > 0 && !committed.get((int) commitIndex - 1).id().equals(last)) {
      throw violation(
          member + " has committed " + last + ", not " + committed.get((int) commitIndex - 1).id());
    }
  }
}
