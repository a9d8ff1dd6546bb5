package actors;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Proposals of this member's clients that were handed to a leader, itself maybe, and are not
/// applied yet. A leader that ends takes some of them with it; they are proposed again, but only
/// once it is certain that they can no longer be applied.
///
/// When that is: let a proposal have been handed over in term T, and this member have applied an
/// entry of a later term, at index i, while its client still waits.
///
/// 1. Only the leader of T can have appended it, and only as an entry of T: the message that brings
///    it is of term T and dropped in any other, however late it comes ([Role]), and a leader that
///    does not append it at once forgets it with its term ([Forwarded]).
/// 2. It is not committed at or before i: those entries are all applied here, one by one, and who
///    waited for one of them was answered before the Raft actor heard of it ([Applier]).
/// 3. It will not be committed after i: every later leader has the entry at i (Leader Completeness,
///    paper §5.4.3), and terms never decrease along a log.
///
/// So whoever still waits waits for nothing, and to propose again makes nothing happen twice.
final class HandedOver {

  /// What a proposal takes in memory beside its bytes, about.
  private static final int OVERHEAD = 256;

  private record Batch(long term, Raft.Proposals proposals, long bytes) {}

  private final Deque<Batch> batches = new ArrayDeque<>();
  private final long maxBytes;
  private long bytes;

  /// Nothing was handed over yet.
  ///
  /// @param maxBytes how much is remembered; the oldest is forgotten first, and then waits for
  ///   nothing until its time is over
  HandedOver(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Remembers what is handed to the leader of `term` now, who must hand it over: the proposals
  /// that are still waited for.
  List<ByteString> add(long term, Raft.Proposals proposals) {
    var awaited = proposals.awaited();
    if (!awaited.isEmpty()) {
      long size = awaited.stream().mapToLong(one -> one.size() + OVERHEAD).sum();
      batches.add(new Batch(term, proposals, size));
      bytes += size;
      while (bytes > maxBytes) {
        forgetOldest();
      }
    }
    return awaited;
  }

  /// Notes that an entry of `term` is applied, and takes out what was lost before it.
  List<Raft.Propose> lostBefore(long term) {
    var lost = new ArrayList<Raft.Propose>();
    while (!batches.isEmpty() && (batches.element().term() < term || isOver())) {
      Raft.Proposals proposals = batches.element().proposals();
      if (!isOver()) {
        lost.add(new Raft.Propose(() -> proposals));
      }
      forgetOldest();
    }
    return lost;
  }

  private boolean isOver() {
    return batches.element().proposals().isOver();
  }

  private void forgetOldest() {
    bytes -= batches.remove().bytes();
  }
}
