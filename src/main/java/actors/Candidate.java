package actors;

import actors.Journal.Delivery;
import actors.Raft.Message;
import actors.Raft.Timer;
import java.time.Duration;
import java.util.ArrayList;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;
import raft.Ballot;
import raft.MemberId;

/// Stands for election in a term of its own (paper §5.2).
///
/// Next: [Leader] with the votes of a quorum; [Follower] if another member leads the term;
/// [PreCandidate] if the term passes without a leader.
final class Candidate extends Role {

  private final Ballot ballot;

  private Candidate(RaftState state) {
    super(state);
    this.ballot = new Ballot(state.membership());
  }

  /// Starts a term and votes for itself. Its own vote counts, and the other members are asked, once
  /// term and vote are durable.
  ///
  /// @param transfer the leader asked for this election (thesis §3.10)
  static Candidate stand(RaftState state, boolean transfer) {
    state.cancelAllTimers();
    Duration timeout = state.settings().electionTimeout();
    state.start(Timer.ELECTION_TIMEOUT, timeout.plus(state.someOf(timeout)));
    long term = state.term() + 1;
    var asks = new ArrayList<Delivery>();
    asks.add(new Delivery(state.self(), new Raft.RequestVoteReply(state.self(), term, true)));
    for (MemberId peer : state.peers()) {
      asks.add(
          new Delivery(
              peer, new Raft.RequestVote(state.self(), term, state.log().last(), transfer)));
    }
    state.startTerm(term, state.self(), asks);
    var candidate = new Candidate(state);
    state.announce(candidate.name(), transfer ? "asked to by the leader" : "stands for election");
    return candidate;
  }

  @Override
  String name() {
    return "candidate";
  }

  @Override
  @Nullable MemberId leader() {
    return null;
  }

  @Override
  void leave() {}

  @Override
  Behavior<Message> handle(Message message) {
    return switch (message) {
      case Raft.RequestVoteReply reply -> onVoteReply(reply);
      case Raft.AppendEntries rpc -> followerOf(rpc);
      case Raft.Heartbeat rpc -> followerOf(rpc);
      case Raft.Committed rpc -> followerOf(rpc);
      case Raft.RequestPreVote ask -> answerPreVote(ask);
      case Raft.RequestVote ask -> onRequestVote(ask);
      case Raft.Propose propose -> hold(propose);
      case Raft.Read read -> hold(read);
      case Raft.Written written -> noteWritten(written);
      case Raft.Applied applied -> noteApplied(applied);
      case Timer.ELECTION_TIMEOUT -> PreCandidate.stand(state);
      case Timer.LEADER_SILENT,
          Timer.READ_RETRY_TIMEOUT,
          Timer.HEARTBEAT_TICK,
          Timer.HOLD_BACK_TIMEOUT,
          Timer.QUORUM_TIMEOUT,
          Timer.TRANSFER_TIMEOUT ->
          ignore();
      case Raft.RequestPreVoteReply _,
          Raft.AppendEntriesAccepted _,
          Raft.AppendEntriesRejected _,
          Raft.HeartbeatReply _,
          Raft.TimeoutNow _,
          Raft.ForwardProposals _,
          Raft.ReadIndex _,
          Raft.ReadIndexReply _,
          Raft.IsBootstrapped _,
          Raft.IsBootstrappedReply _,
          Raft.EntriesRead _,
          Raft.TransferLeadership _,
          Raft.ProposeAsLeader _,
          Raft.Recovered _ ->
          ignore();
    };
  }

  private Behavior<Message> onVoteReply(Raft.RequestVoteReply reply) {
    return switch (ballot.count(reply.from(), reply.voteGranted())) {
      case OPEN -> this;
      case WON -> Leader.lead(state);
      case LOST -> Follower.withoutLeader(state, "lost the election");
    };
  }

  private Behavior<Message> followerOf(Raft.Rpc rpc) {
    return Follower.ofTerm(state, "lost to " + rpc.from()).handle(rpc);
  }

  private Behavior<Message> onRequestVote(Raft.RequestVote ask) {
    answerVote(ask);
    return this;
  }
}
