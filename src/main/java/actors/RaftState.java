package actors;

import actors.Journal.Delivery;
import actors.Raft.Timer;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;
import raft.Membership;
import raft.PendingWrites;
import raft.RaftLog;

/// What every role keeps: Figure 2's "state on all servers", and the doors to the siblings.
///
/// Invariants, asserted at every step: terms never go back; one vote a term; `handedToApplier <=
/// min(commitIndex, durableIndex)`; `commitIndex` never goes back.
final class RaftState {

  private final Surroundings around;
  private final TimerScheduler<Raft.Message> timers;
  private final RaftLog log;
  private final PendingWrites writes;
  private HardState hardState;
  private long commitIndex;
  private long handedToApplier;
  private long lastApplied;
  private long lastFreshId;
  private long leaderChanges;
  private @Nullable MemberId lastLeader;

  /// What this member's clients proposed and is not applied yet.
  private final HandedOver handedOver;

  /// Proposals that no leader is known for yet. Nobody has taken them, so they still count against
  /// the limit of their queue.
  private List<Raft.Propose> heldProposals = new ArrayList<>();

  /// Reads that no leader is known for yet.
  private List<Raft.Read> heldReads = new ArrayList<>();

  RaftState(Surroundings around, TimerScheduler<Raft.Message> timers, Raft.Recovered recovered) {
    this.around = around;
    this.timers = timers;
    this.hardState = recovered.hardState();
    this.log = new RaftLog(recovered.start(), recovered.terms(), recovered.entries());
    this.writes = new PendingWrites(log.lastIndex());
    this.lastApplied = recovered.lastApplied();
    this.handedToApplier = lastApplied;
    this.commitIndex = lastApplied;
    this.lastFreshId = around.dice().nextLong();
    this.handedOver = new HandedOver(settings().maxUnappliedBytes());
    if (lastApplied > log.lastIndex() || lastApplied < log.start().index()) {
      throw new IllegalStateException(
          "applied up to "
              + lastApplied
              + " but the log in memory is "
              + log.start()
              + ".."
              + log.last());
    }
  }

  MemberId self() {
    return around.self();
  }

  Membership membership() {
    return around.membership();
  }

  List<MemberId> peers() {
    return membership().peersOf(self());
  }

  RaftSettings settings() {
    return around.settings();
  }

  RaftLog log() {
    return log;
  }

  long term() {
    return hardState.term();
  }

  HardState hardState() {
    return hardState;
  }

  long commitIndex() {
    return commitIndex;
  }

  long durableIndex() {
    return writes.durableIndex();
  }

  long lastApplied() {
    return lastApplied;
  }

  long leaderChanges() {
    return leaderChanges;
  }

  // -- term and vote

  /// Moves to a later term, in which no vote is cast yet. Every promise made in the term goes
  /// through the journal behind this.
  void startTerm(long term, @Nullable MemberId votedFor, List<Delivery> whenDurable) {
    if (term < term() || (term == term() && hardState.votedFor() != null)) {
      throw new IllegalStateException("term " + term + " cannot follow " + hardState);
    }
    hardState = new HardState(term, votedFor);
    around.journal().tell(new Journal.Write(hardState, List.of(), whenDurable));
  }

  /// Casts this member's vote of the current term; repeating it is harmless.
  void castVote(MemberId candidate, Delivery whenDurable) {
    MemberId votedFor = hardState.votedFor();
    if (votedFor != null && !votedFor.equals(candidate)) {
      throw new IllegalStateException("second vote of term " + term() + " for " + candidate);
    }
    hardState = new HardState(term(), candidate);
    around.journal().tell(new Journal.Write(hardState, List.of(), List.of(whenDurable)));
  }

  // -- log

  /// Hands entries that the log has taken in to the journal.
  void write(List<Entry> entries, List<Delivery> whenDurable) {
    if (!entries.isEmpty()) {
      writes.begin(entries.getFirst().index(), entries.getLast().id());
    }
    around.journal().tell(new Journal.Write(null, entries, whenDurable));
  }

  /// Notes that the journal holds the write that ends with `last`.
  void noteWritten(EntryId last) {
    writes.end(last);
    applyCommitted();
  }

  void readFromJournal(long fromIndex) {
    around.journal().tell(new Journal.Read(fromIndex, settings().maxAppendBytes()));
  }

  /// Advances the commit index; never moves it back.
  void commitUpTo(long index) {
    if (index <= commitIndex) {
      return;
    }
    if (index > log.lastIndex()) {
      throw LostData.beyond(log.last(), index);
    }
    commitIndex = index;
    applyCommitted();
  }

  /// Applies what is committed and durable here: the store must never be ahead of the journal.
  private void applyCommitted() {
    long upTo = Math.min(commitIndex, durableIndex());
    if (upTo > handedToApplier) {
      around.applier().tell(new Applier.Apply(log.between(handedToApplier + 1, upTo)));
      handedToApplier = upTo;
    }
  }

  /// Takes proposals of this member's clients to hand them to the leader of the current term.
  List<ByteString> handOver(Raft.Propose propose) {
    return handedOver.add(term(), propose.source().take());
  }

  /// Notes how far the store has applied the log.
  ///
  /// @return what earlier leaders have lost, which is to be proposed again
  List<Raft.Propose> noteApplied(long index) {
    if (index < lastApplied || index > handedToApplier) {
      throw new IllegalStateException(
          "applied " + index + " of " + lastApplied + ".." + handedToApplier);
    }
    lastApplied = index;
    var lost = handedOver.lostBefore(log.termAt(index));
    log.evict(lastApplied, settings().logMemoryBytes());
    return lost;
  }

  void serveReadsAt(long index, Raft.Reads reads) {
    around.applier().tell(new Applier.ReadAt(index, reads));
  }

  // -- what waits for a leader

  void hold(Raft.Propose proposals) {
    heldProposals.add(proposals);
  }

  void hold(Raft.Read reads) {
    heldReads.add(reads);
  }

  List<Raft.Propose> releaseProposals() {
    var held = heldProposals;
    heldProposals = new ArrayList<>();
    return held;
  }

  List<Raft.Read> releaseReads() {
    var held = heldReads;
    heldReads = new ArrayList<>();
    return held;
  }

  /// A number that no earlier message of any life of this member had.
  long freshId() {
    return ++lastFreshId;
  }

  // -- messages and timers

  void tell(MemberId to, Raft.Rpc message) {
    around.peers().tell(to, message);
  }

  /// Says whether the asker has been a member before.
  void tellIfBootstrapped(Raft.IsBootstrapped question) {
    Bootstrapping.tell(around, term(), question);
  }

  void start(Timer timer, Duration delay) {
    timers.startSingleTimer(timer, timer, delay);
  }

  void startPeriodic(Timer timer, Duration interval) {
    timers.startTimerWithFixedDelay(timer, timer, interval);
  }

  void cancel(Timer timer) {
    timers.cancel(timer);
  }

  /// One by one, since `cancelAll` of Pekko's BehaviorTestKit cancels none.
  void cancelAllTimers() {
    for (Timer timer : Timer.values()) {
      timers.cancel(timer);
    }
  }

  /// A random part of the election timeout, so that members rarely stand at once (paper §5.2).
  Duration someOf(Duration most) {
    return Duration.ofNanos(around.dice().nextLong(most.toNanos() + 1));
  }

  // -- what is said of this member

  void announce(String role, String what) {
    around.watcher().transition(self(), role, term(), what);
  }

  void publish(String role, @Nullable MemberId leader) {
    if (leader != null && !leader.equals(lastLeader)) {
      leaderChanges++;
      lastLeader = leader;
    }
    around
        .watcher()
        .status(
            new RaftStatus(
                self(),
                role,
                term(),
                leader,
                commitIndex,
                lastApplied,
                log.lastIndex(),
                leaderChanges,
                membership().voters()));
  }
}
