package checkers;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import raft.Entry;
import raft.MemberId;

/// What a leader decides about leases, ends and checkpoints, takes effect in its own term or never:
/// a leader that was deposed, or slept, ends nothing (guarantee L3).
public final class OnlyTheLeaderEndsLeases implements Checker {

  private final Map<ByteString, Set<Long>> terms = new HashMap<>();

  @Override
  public void decides(MemberId member, long term, List<ByteString> proposals) {
    proposals.forEach(p -> terms.computeIfAbsent(p, _ -> new HashSet<>()).add(term));
  }

  @Override
  public void applies(MemberId member, List<Entry> entries) {
    for (var entry : entries) {
      if (isDecision(entry) && !terms.getOrDefault(entry.data(), Set.of()).contains(entry.term())) {
        throw violation(
            entry.id() + " was decided in terms " + terms.getOrDefault(entry.data(), Set.of()));
      }
    }
  }

  private static boolean isDecision(Entry entry) {
    if (entry.kind() != Entry.Kind.PROPOSAL) {
      return false;
    }
    var proposal = LeaseLives.proposal(entry);
    return proposal.hasLeaseExpiries() || proposal.hasLeaseCheckpoints();
  }
}
