package checkers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import proposal.wire.Proposal;
import raft.Entry;
import raft.MemberId;
import verify.Breach;
import verify.PlainAnnals;
import verify.watches.StreamJudge;
import verify.watches.Tape;

/// Whichever member tells, everybody is told what the log made happen, each event once, in order
/// and whole revisions at a time, as [StreamJudge] has it; and the same pairs before them, unless
/// those are compacted by then. What happens, and what is compacted, happens when the first member
/// sets out to apply it.
public final class WatchGuarantees implements Checker {

  private final LongSupplier now;
  private final PlainAnnals log = new PlainAnnals();
  private final List<Tape> tapes = new ArrayList<>();
  private long lastIndex;

  /// @param now the time on which tapes tell when something was heard, in nanoseconds
  public WatchGuarantees(LongSupplier now) {
    this.now = now;
  }

  @Override
  public void applies(MemberId member, List<Entry> entries) {
    for (var entry : entries) {
      if (entry.index() == lastIndex + 1) {
        lastIndex++;
        if (entry.kind() == Entry.Kind.PROPOSAL) {
          happens(LeaseLives.proposal(entry));
        }
      }
    }
  }

  private void happens(Proposal proposal) {
    switch (proposal.getRequestCase()) {
      case PUT -> log.next(proposal.getPut(), now.getAsLong());
      case DELETE_RANGE -> log.next(proposal.getDeleteRange(), now.getAsLong());
      case TXN -> log.next(proposal.getTxn(), now.getAsLong());
      case COMPACTION -> log.next(proposal.getCompaction(), now.getAsLong());
      default -> {}
    }
  }

  /// Somebody watched on a stream that is over.
  public void heard(Tape tape) {
    tapes.add(tape);
  }

  /// Judges all that was heard.
  public void judge() {
    tapes.forEach(tape -> StreamJudge.judge(tape, log.annals(), this::fail));
  }

  private void fail(Breach breach) {
    throw violation(breach.toString());
  }
}
