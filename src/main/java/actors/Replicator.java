package actors;

import actors.Raft.Timer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import raft.Entry;
import raft.EntryId;
import raft.MemberId;
import raft.Progress;
import raft.Replication;

/// Sends a leader's log to its peers and counts what they hold (paper §5.3).
final class Replicator {

  private final RaftState state;
  private final Replication replication;

  /// The commit index as every peer was told it last.
  private final Map<MemberId, Long> toldCommit = new HashMap<>();

  /// Entries wait, and the timer that ends the wait runs.
  private boolean holdsBack;

  /// Starts to probe every peer at the end of the leader's log.
  Replicator(RaftState state) {
    this.state = state;
    this.replication = new Replication(state.self(), state.membership(), state.log().lastIndex());
  }

  List<MemberId> peers() {
    return replication.peers();
  }

  boolean hasPeer(MemberId member) {
    return replication.hasPeer(member);
  }

  /// The peer whose log reaches furthest.
  MemberId furthest() {
    return replication.furthest();
  }

  /// Whether a peer holds the whole log.
  boolean isComplete(MemberId peer) {
    return replication.of(peer).matchIndex() == state.log().lastIndex();
  }

  /// The greatest index that a quorum holds durably.
  long quorumIndex() {
    return replication.quorumIndex(state.durableIndex());
  }

  /// The commit index as far as a peer may be told: no further than what it has acknowledged.
  long commitKnownTo(MemberId peer) {
    return Math.min(state.commitIndex(), replication.of(peer).matchIndex());
  }

  /// Tells a peer how far its log is committed, if it has not been told: clients may wait there.
  void tellCommitted(MemberId peer) {
    long commit = commitKnownTo(peer);
    if (commit > toldCommit.getOrDefault(peer, 0L)) {
      toldCommit.put(peer, commit);
      state.tell(peer, new Raft.Committed(state.self(), state.term(), commit));
    }
  }

  /// Sends all peers what they lack.
  void replicate() {
    peers().forEach(this::replicate);
  }

  /// Sends a peer what it lacks, as far as it may be sent now.
  ///
  /// @return whether anything was sent
  boolean replicate(MemberId peer) {
    return replicate(peer, state.settings().maxHoldBack().isPositive());
  }

  private boolean replicate(MemberId peer, boolean maySaveMessages) {
    boolean sent = false;
    while (replication.of(peer).isReady()
        && replication.of(peer).nextIndex() <= state.log().lastIndex()) {
      if (maySaveMessages && isWorthWaiting(peer)) {
        holdBack();
        return sent;
      }
      long next = replication.of(peer).nextIndex();
      if (state.log().isInMemory(next)) {
        send(peer, state.log().from(next, state.settings().maxAppendBytes()));
      } else if (replication.of(peer) instanceof Progress.Replicating replicating) {
        replication.update(peer, _ -> replicating.reading());
        state.readFromJournal(next);
        return sent;
      } else {
        send(peer, List.of());
      }
      sent = true;
    }
    return sent;
  }

  /// Whether entries would go alone that can go with others: the peer will answer soon, and what
  /// comes until then fits into the same message. Under load each message costs more than what is
  /// in it, and a peer that writes one batch begins no other.
  private boolean isWorthWaiting(MemberId peer) {
    Progress progress = replication.of(peer);
    return progress.isAwaited()
        && state.log().isInMemory(progress.nextIndex())
        && state.log().bytesBetween(progress.nextIndex(), state.log().lastIndex())
            < state.settings().maxAppendBytes();
  }

  /// The answer may be far away or never come.
  private void holdBack() {
    if (!holdsBack) {
      holdsBack = true;
      state.start(Timer.HOLD_BACK_TIMEOUT, state.settings().maxHoldBack());
    }
  }

  /// Sends what has waited long enough.
  void sendHeldBack() {
    holdsBack = false;
    peers().forEach(peer -> replicate(peer, false));
  }

  private void send(MemberId peer, List<Entry> entries) {
    long previous = replication.of(peer).nextIndex() - 1;
    var previousId = new EntryId(previous, state.log().termAt(previous));
    state.tell(
        peer,
        new Raft.AppendEntries(
            state.self(), state.term(), previousId, entries, state.commitIndex()));
    toldCommit.put(peer, commitKnownTo(peer));
    replication.update(peer, progress -> progress.sent(previous + entries.size()));
  }

  void noteAccepted(Raft.AppendEntriesAccepted reply) {
    replication.update(reply.from(), progress -> progress.accepted(reply.matchIndex()));
  }

  /// Looks for the last common entry further down; whole conflicting terms are skipped at once.
  void noteRejected(Raft.AppendEntriesRejected reply) {
    long retryAt = state.log().lastNotAfter(reply.hint().index(), reply.hint().term()).index() + 1;
    replication.update(reply.from(), progress -> progress.rejected(reply.previousIndex(), retryAt));
    replicate(reply.from());
  }

  /// Sends entries on that had to be read back from the journal. Only those that are in the log: a
  /// question of an earlier leadership may be answered with a tail that was replaced since.
  void noteRead(List<Entry> read) {
    long first = read.getFirst().index();
    List<Entry> entries =
        read.stream().takeWhile(entry -> state.log().contains(entry.id())).toList();
    for (MemberId peer : peers()) {
      if (replication.of(peer) instanceof Progress.CatchingUp progress
          && progress.nextIndex() == first) {
        send(peer, entries);
        replicate(peer);
      }
    }
  }

  /// A peer that answers but has not acknowledged everything may have missed a message: an empty
  /// one makes it say what it has.
  void repeatWhatMayBeLost(MemberId peer) {
    replication.update(peer, Progress::revived);
    if (!isComplete(peer)
        && !replicate(peer)
        && replication.of(peer) instanceof Progress.Replicating) {
      send(peer, List.of());
    }
  }
}
