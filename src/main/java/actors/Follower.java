package actors;

import actors.Journal.Delivery;
import actors.Raft.Message;
import actors.Raft.Timer;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.MemberId;

/// Follows the leader of the current term, if there is one (paper §5.2): appends what it sends,
/// forwards what this member's clients want.
///
/// Next: [PreCandidate] when the election timeout passes without hearing from a leader.
final class Follower extends Role {

  /// Reads that wait for the leader to name an index.
  private record Question(long readId, Raft.Reads reads) {}

  private @Nullable MemberId leader;
  private @Nullable Question question;

  private Follower(RaftState state) {
    super(state);
    state.cancelAllTimers();
  }

  /// After a restart the leader, if there is one, is heard within a heartbeat or two; the members
  /// of a new cluster need not wait for a whole election timeout, unless they are told to: where
  /// restarts are slower than heartbeats, that spares elections.
  static Follower afterRecovery(RaftState state) {
    var follower = new Follower(state);
    if (state.settings().standsEarly()) {
      follower.awaitElection();
    } else {
      state.start(Timer.LEADER_SILENT, state.settings().electionTimeout());
    }
    state.announce(follower.name(), "recovered the log up to " + state.log().last());
    return follower;
  }

  /// A follower of a term whose leader has not been heard yet.
  static Follower ofTerm(RaftState state, String why) {
    var follower = new Follower(state);
    state.start(Timer.LEADER_SILENT, state.settings().electionTimeout());
    state.announce(follower.name(), why);
    return follower;
  }

  /// A follower that has lost an election or its followers: no leader is known, and the next
  /// attempt comes soon.
  static Follower withoutLeader(RaftState state, String why) {
    var follower = new Follower(state);
    follower.awaitElection();
    state.announce(follower.name(), why);
    return follower;
  }

  @Override
  String name() {
    return "follower";
  }

  @Override
  @Nullable MemberId leader() {
    return leader;
  }

  @Override
  Behavior<Message> handle(Message message) {
    return switch (message) {
      case Raft.AppendEntries rpc -> onAppendEntries(rpc);
      case Raft.Heartbeat rpc -> onHeartbeat(rpc);
      case Raft.Committed rpc -> onCommitted(rpc);
      case Raft.RequestPreVote ask -> answerPreVote(ask);
      case Raft.RequestVote ask -> onRequestVote(ask);
      case Raft.TimeoutNow _ -> campaignForTransfer();
      case Raft.ReadIndexReply reply -> onReadIndexReply(reply);
      case Raft.Propose propose -> onPropose(propose);
      case Raft.Read read -> onRead(read);
      case Raft.Written written -> noteWritten(written);
      case Raft.Applied applied -> noteApplied(applied);
      case Timer.LEADER_SILENT -> onLeaderSilent();
      case Timer.ELECTION_TIMEOUT -> onElectionTimeout();
      case Timer.READ_RETRY_TIMEOUT -> onReadRetryTimeout();
      case Timer.HEARTBEAT_TICK,
          Timer.HOLD_BACK_TIMEOUT,
          Timer.QUORUM_TIMEOUT,
          Timer.TRANSFER_TIMEOUT ->
          ignore();
      case Raft.RequestPreVoteReply _,
          Raft.RequestVoteReply _,
          Raft.AppendEntriesAccepted _,
          Raft.AppendEntriesRejected _,
          Raft.HeartbeatReply _,
          Raft.ForwardProposals _,
          Raft.ReadIndex _,
          Raft.IsBootstrapped _,
          Raft.IsBootstrappedReply _,
          Raft.EntriesRead _,
          Raft.TransferLeadership _,
          Raft.ProposeAsLeader _,
          Raft.Recovered _ ->
          ignore();
    };
  }

  @Override
  void leave() {
    if (question != null) {
      Raft.Reads reads = question.reads();
      state.hold(new Raft.Read(() -> reads));
      question = null;
    }
  }

  // -- from the leader

  private Behavior<Message> onAppendEntries(Raft.AppendEntries rpc) {
    hear(rpc.from());
    if (!state.log().contains(rpc.previous())) {
      return reject(rpc);
    }
    List<Entry> news = state.log().takeOver(rpc.entries(), state.commitIndex());
    long matchIndex = rpc.previous().index() + rpc.entries().size();
    var accepted = new Raft.AppendEntriesAccepted(state.self(), state.term(), matchIndex);
    state.write(news, List.of(new Delivery(rpc.from(), accepted)));
    state.commitUpTo(Math.min(rpc.leaderCommit(), matchIndex));
    return this;
  }

  private Behavior<Message> reject(Raft.AppendEntries rpc) {
    var hint = state.log().lastNotAfter(rpc.previous().index(), rpc.previous().term());
    state.tell(
        rpc.from(),
        new Raft.AppendEntriesRejected(state.self(), state.term(), rpc.previous().index(), hint));
    return this;
  }

  private Behavior<Message> onHeartbeat(Raft.Heartbeat rpc) {
    hear(rpc.from());
    state.commitUpTo(rpc.leaderCommit());
    state.tell(rpc.from(), new Raft.HeartbeatReply(state.self(), state.term(), rpc.round()));
    return this;
  }

  private Behavior<Message> onCommitted(Raft.Committed rpc) {
    hear(rpc.from());
    state.commitUpTo(rpc.leaderCommit());
    return this;
  }

  /// Every sign of the leader puts the election off.
  private void hear(MemberId from) {
    state.cancel(Timer.ELECTION_TIMEOUT);
    state.start(Timer.LEADER_SILENT, state.settings().electionTimeout());
    if (from.equals(leader)) {
      return;
    }
    if (leader != null) {
      secondLeader(leader, from);
    }
    leader = from;
    state.announce(name(), "follows " + from);
    state.releaseProposals().forEach(this::onPropose);
    state.releaseReads().forEach(this::onRead);
  }

  private void secondLeader(MemberId known, MemberId other) {
    throw new IllegalStateException(known + " and " + other + " both lead term " + state.term());
  }

  // -- elections

  private Behavior<Message> onRequestVote(Raft.RequestVote ask) {
    answerVote(ask);
    if (ask.from().equals(state.hardState().votedFor())) {
      state.cancel(Timer.ELECTION_TIMEOUT);
      state.start(Timer.LEADER_SILENT, state.settings().electionTimeout());
    }
    return this;
  }

  private Behavior<Message> onLeaderSilent() {
    leader = null;
    leave();
    awaitElection();
    return this;
  }

  private void awaitElection() {
    Duration timeout = state.settings().electionTimeout();
    Duration least = timeout.dividedBy(10);
    Duration drawn = least.plus(state.someOf(timeout.minus(least.multipliedBy(2))));
    state.start(Timer.ELECTION_TIMEOUT, drawn);
  }

  private Behavior<Message> onElectionTimeout() {
    if (!state.membership().isVoter(state.self())) {
      awaitElection();
      return this;
    }
    return PreCandidate.stand(state);
  }

  private Behavior<Message> campaignForTransfer() {
    leave();
    return Candidate.stand(state, true);
  }

  // -- from this member's clients

  private Behavior<Message> onPropose(Raft.Propose propose) {
    if (leader == null) {
      return hold(propose);
    }
    var chunk = new ArrayList<ByteString>();
    long size = 0;
    for (ByteString proposal : state.handOver(propose)) {
      if (!chunk.isEmpty() && size + proposal.size() > state.settings().maxForwardBytes()) {
        forward(leader, chunk);
        chunk = new ArrayList<>();
        size = 0;
      }
      chunk.add(proposal);
      size += proposal.size();
    }
    if (!chunk.isEmpty()) {
      forward(leader, chunk);
    }
    return this;
  }

  private void forward(MemberId to, List<ByteString> proposals) {
    state.tell(
        to, new Raft.ForwardProposals(state.self(), state.term(), state.freshId(), proposals));
  }

  private Behavior<Message> onRead(Raft.Read read) {
    if (leader == null || question != null) {
      return hold(read);
    }
    ask(leader, read.source().take());
    return this;
  }

  /// Asks for a read index under a number of its own: an answer to an older question proves nothing
  /// about reads that came after it.
  private void ask(MemberId to, Raft.Reads reads) {
    if (reads.isEmpty()) {
      return;
    }
    question = new Question(state.freshId(), reads);
    state.tell(to, new Raft.ReadIndex(state.self(), state.term(), question.readId()));
    state.start(Timer.READ_RETRY_TIMEOUT, state.settings().readRetryInterval());
  }

  private Behavior<Message> onReadIndexReply(Raft.ReadIndexReply reply) {
    if (question == null || question.readId() != reply.readId()) {
      return this;
    }
    state.serveReadsAt(reply.index(), question.reads());
    question = null;
    state.cancel(Timer.READ_RETRY_TIMEOUT);
    state.releaseReads().forEach(this::onRead);
    return this;
  }

  private Behavior<Message> onReadRetryTimeout() {
    if (question != null && leader != null) {
      ask(leader, question.reads());
    }
    return this;
  }
}
