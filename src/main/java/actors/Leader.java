package actors;

import actors.Raft.Message;
import actors.Raft.Timer;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.MemberId;

/// Leads the current term (paper §5.3): appends proposals, replicates them, commits what a quorum
/// holds, and names read indexes once it has proved that it still leads.
///
/// Next: [Follower] when it hears of a later term or no longer hears a quorum.
final class Leader extends Role {

  private final Replicator replicator;
  private final LeaderReads reads;
  private final Set<MemberId> heardSinceQuorumCheck = new HashSet<>();
  private final Set<MemberId> heardSinceTick = new HashSet<>();
  private final Forwarded forwarded = new Forwarded();
  private @Nullable MemberId transferee;
  private long uncommittedBytes;

  private Leader(RaftState state) {
    super(state);
    this.replicator = new Replicator(state);
    this.reads = new LeaderReads(state);
    this.uncommittedBytes =
        state.log().bytesBetween(state.commitIndex() + 1, state.log().lastIndex());
  }

  /// Takes the lead and appends a no-op at once, since entries of earlier terms may only be
  /// committed by way of one of this term (§5.4.2, §8).
  static Leader lead(RaftState state) {
    state.cancelAllTimers();
    state.startPeriodic(Timer.HEARTBEAT_TICK, state.settings().heartbeatInterval());
    state.startPeriodic(Timer.QUORUM_TIMEOUT, state.settings().electionTimeout());
    var leader = new Leader(state);
    state.announce(leader.name(), "elected");
    leader.append(List.of(Entry.noOp(state.log().lastIndex() + 1, state.term())));
    state.releaseProposals().forEach(leader::onPropose);
    state.releaseReads().forEach(leader::onRead);
    return leader;
  }

  @Override
  String name() {
    return "leader";
  }

  @Override
  MemberId leader() {
    return state.self();
  }

  @Override
  void leave() {
    reads.leave();
  }

  @Override
  Behavior<Message> handle(Message message) {
    return switch (message) {
      case Raft.AppendEntriesAccepted reply -> onAccepted(reply);
      case Raft.AppendEntriesRejected reply -> onRejected(reply);
      case Raft.HeartbeatReply reply -> onHeartbeatReply(reply);
      case Raft.ForwardProposals forward -> onForwardProposals(forward);
      case Raft.ReadIndex question -> onReadIndex(question);
      case Raft.RequestPreVote ask -> answerPreVote(ask);
      case Raft.RequestVote ask -> onRequestVote(ask);
      case Raft.Propose propose -> onPropose(propose);
      case Raft.ProposeAsLeader(long term, var some) ->
          term == state.term() && transferee == null && takesMore() ? propose(some) : ignore();
      case Raft.Read read -> onRead(read);
      case Raft.Written written -> onWritten(written);
      case Raft.EntriesRead read -> onEntriesRead(read);
      case Raft.Applied applied -> noteApplied(applied);
      case Raft.TransferLeadership transfer -> onTransferLeadership(transfer);
      case Timer.HEARTBEAT_TICK -> onHeartbeatTick();
      case Timer.HOLD_BACK_TIMEOUT -> onHoldBackTimeout();
      case Timer.QUORUM_TIMEOUT -> onQuorumTimeout();
      case Timer.TRANSFER_TIMEOUT -> onTransferTimeout();
      case Raft.AppendEntries rpc -> secondLeader(rpc);
      case Raft.Heartbeat rpc -> secondLeader(rpc);
      case Raft.Committed rpc -> secondLeader(rpc);
      case Timer.LEADER_SILENT, Timer.ELECTION_TIMEOUT, Timer.READ_RETRY_TIMEOUT -> ignore();
      case Raft.RequestPreVoteReply _,
          Raft.RequestVoteReply _,
          Raft.ReadIndexReply _,
          Raft.IsBootstrapped _,
          Raft.IsBootstrappedReply _,
          Raft.TimeoutNow _,
          Raft.Recovered _ ->
          ignore();
    };
  }

  // -- proposals

  /// Proposals wait while leadership is being handed over: the next leader takes them. They wait as
  /// well while no quorum commits what was taken before.
  private Behavior<Message> onPropose(Raft.Propose propose) {
    return transferee == null && takesMore() ? propose(state.handOver(propose)) : hold(propose);
  }

  private boolean takesMore() {
    return uncommittedBytes + forwarded.waitingBytes() < state.settings().maxUncommittedBytes();
  }

  private Behavior<Message> onForwardProposals(Raft.ForwardProposals forward) {
    hear(forward.from());
    if (takesMore()) {
      forwarded.add(forward);
    }
    return transferee == null ? propose(forwarded.release()) : this;
  }

  private Behavior<Message> propose(List<ByteString> proposals) {
    if (proposals.isEmpty()) {
      return this;
    }
    var entries = new ArrayList<Entry>(proposals.size());
    long index = state.log().lastIndex();
    for (ByteString proposal : proposals) {
      entries.add(Entry.proposal(++index, state.term(), proposal));
    }
    append(entries);
    return this;
  }

  /// Writes and replicates in parallel: the leader may commit what a quorum of others holds before
  /// its own disk does (thesis §10.2.1).
  private void append(List<Entry> entries) {
    entries.forEach(state.log()::append);
    uncommittedBytes += entries.stream().mapToLong(Entry::size).sum();
    state.write(entries, List.of());
    replicator.replicate();
  }

  // -- replication

  private Behavior<Message> onAccepted(Raft.AppendEntriesAccepted reply) {
    hear(reply.from());
    replicator.noteAccepted(reply);
    if (!advanceCommitIndex() && !replicator.replicate(reply.from())) {
      replicator.tellCommitted(reply.from());
    }
    if (reply.from().equals(transferee)) {
      continueTransfer();
    }
    return this;
  }

  private Behavior<Message> onRejected(Raft.AppendEntriesRejected reply) {
    hear(reply.from());
    replicator.noteRejected(reply);
    return this;
  }

  private Behavior<Message> onHoldBackTimeout() {
    replicator.sendHeldBack();
    return this;
  }

  private Behavior<Message> onEntriesRead(Raft.EntriesRead read) {
    replicator.noteRead(read.entries());
    return this;
  }

  private Behavior<Message> onWritten(Raft.Written written) {
    state.noteWritten(written.last());
    advanceCommitIndex();
    return this;
  }

  /// Commits what a quorum holds, if it is of this term (§5.4.2), and says so to all.
  ///
  /// @return whether anything was committed, and thus every peer heard of it
  private boolean advanceCommitIndex() {
    long index = replicator.quorumIndex();
    if (index <= state.commitIndex() || state.log().termAt(index) != state.term()) {
      return false;
    }
    boolean full = !takesMore();
    uncommittedBytes -= state.log().bytesBetween(state.commitIndex() + 1, index);
    state.commitUpTo(index);
    for (MemberId peer : replicator.peers()) {
      if (!replicator.replicate(peer)) {
        replicator.tellCommitted(peer);
      }
    }
    reads.begin(replicator.peers());
    if (full) {
      state.releaseProposals().forEach(this::onPropose);
    }
    return true;
  }

  // -- heartbeats

  private Behavior<Message> onHeartbeatTick() {
    for (MemberId peer : replicator.peers()) {
      long commit = replicator.commitKnownTo(peer);
      state.tell(peer, new Raft.Heartbeat(state.self(), state.term(), commit, reads.round()));
      if (heardSinceTick.contains(peer)) {
        replicator.repeatWhatMayBeLost(peer);
      }
    }
    heardSinceTick.clear();
    return this;
  }

  private Behavior<Message> onHeartbeatReply(Raft.HeartbeatReply reply) {
    hear(reply.from());
    reads.confirm(reply.from(), reply.round(), replicator.peers());
    return this;
  }

  private void hear(MemberId peer) {
    heardSinceQuorumCheck.add(peer);
    heardSinceTick.add(peer);
  }

  /// A leader that no longer hears a quorum steps down, so that its clients look elsewhere (thesis
  /// §6.2).
  private Behavior<Message> onQuorumTimeout() {
    boolean hasQuorum = state.membership().quorum().isReachedBy(heardSinceQuorumCheck.size() + 1);
    heardSinceQuorumCheck.clear();
    if (hasQuorum) {
      return this;
    }
    leave();
    return Follower.withoutLeader(state, "lost touch with a quorum");
  }

  // -- reads

  private Behavior<Message> onRead(Raft.Read read) {
    reads.add(read.source().take(), replicator.peers());
    return this;
  }

  private Behavior<Message> onReadIndex(Raft.ReadIndex question) {
    hear(question.from());
    reads.add(question, replicator.peers());
    return this;
  }

  // -- leadership transfer (thesis §3.10)

  private Behavior<Message> onTransferLeadership(Raft.TransferLeadership transfer) {
    if (replicator.peers().isEmpty()) {
      return this;
    }
    MemberId target = transfer.target() == null ? replicator.furthest() : transfer.target();
    if (!replicator.hasPeer(target)) {
      return this;
    }
    transferee = target;
    state.start(Timer.TRANSFER_TIMEOUT, state.settings().electionTimeout());
    state.announce(name(), "hands over to " + target);
    continueTransfer();
    return this;
  }

  /// Once the next leader has the whole log, it need not wait for an election timeout.
  private void continueTransfer() {
    MemberId target = transferee;
    if (target != null && replicator.isComplete(target)) {
      state.tell(target, new Raft.TimeoutNow(state.self(), state.term()));
    }
  }

  private Behavior<Message> onTransferTimeout() {
    transferee = null;
    state.announce(name(), "could not hand over");
    propose(forwarded.release());
    state.releaseProposals().forEach(this::onPropose);
    return this;
  }

  // -- elections

  private Behavior<Message> onRequestVote(Raft.RequestVote ask) {
    answerVote(ask);
    return this;
  }

  /// A second leader in one term would break Election Safety: nothing can be trusted any more.
  private Behavior<Message> secondLeader(Raft.Rpc rpc) {
    throw new IllegalStateException(
        rpc.from() + " leads term " + state.term() + " as well as " + state.self());
  }
}
