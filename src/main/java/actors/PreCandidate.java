package actors;

import actors.Raft.Message;
import actors.Raft.Timer;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;
import raft.Ballot;
import raft.MemberId;

/// Asks whether it would win an election before it spends a term on one (thesis §9.6), so that a
/// member that was cut off does not depose a leader when it comes back.
///
/// Next: [Candidate] if a quorum would vote for it, else [Follower].
final class PreCandidate extends Role {

  private final Ballot ballot;

  private PreCandidate(RaftState state) {
    super(state);
    this.ballot = new Ballot(state.membership());
  }

  static Behavior<Message> stand(RaftState state) {
    state.cancelAllTimers();
    Duration half = state.settings().electionTimeout().dividedBy(2);
    state.start(Timer.ELECTION_TIMEOUT, half.plus(state.someOf(half)));
    var candidate = new PreCandidate(state);
    state.announce(candidate.name(), "no leader heard");
    for (MemberId peer : state.peers()) {
      state.tell(peer, new Raft.RequestPreVote(state.self(), state.term() + 1, state.log().last()));
    }
    return candidate.onVote(state.self(), true);
  }

  @Override
  String name() {
    return "pre-candidate";
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
      case Raft.RequestPreVoteReply reply -> onPreVoteReply(reply);
      case Raft.AppendEntries rpc -> followerOf(rpc);
      case Raft.Heartbeat rpc -> followerOf(rpc);
      case Raft.Committed rpc -> followerOf(rpc);
      case Raft.RequestPreVote ask -> answerPreVote(ask);
      case Raft.RequestVote ask -> onRequestVote(ask);
      case Raft.TimeoutNow _ -> Candidate.stand(state, true);
      case Raft.Propose propose -> hold(propose);
      case Raft.Read read -> hold(read);
      case Raft.Written written -> noteWritten(written);
      case Raft.Applied applied -> noteApplied(applied);
      case Timer.ELECTION_TIMEOUT -> stand(state);
      case Timer.LEADER_SILENT,
          Timer.READ_RETRY_TIMEOUT,
          Timer.HEARTBEAT_TICK,
          Timer.HOLD_BACK_TIMEOUT,
          Timer.QUORUM_TIMEOUT,
          Timer.TRANSFER_TIMEOUT ->
          ignore();
      case Raft.RequestVoteReply _,
          Raft.AppendEntriesAccepted _,
          Raft.AppendEntriesRejected _,
          Raft.HeartbeatReply _,
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

  private Behavior<Message> onPreVoteReply(Raft.RequestPreVoteReply reply) {
    boolean granted = reply.voteGranted() && reply.term() == state.term() + 1;
    if (reply.voteGranted() && !granted) {
      return this;
    }
    return onVote(reply.from(), granted);
  }

  private Behavior<Message> onVote(MemberId voter, boolean granted) {
    return switch (ballot.count(voter, granted)) {
      case OPEN -> this;
      case WON -> Candidate.stand(state, false);
      case LOST -> Follower.withoutLeader(state, "lost the pre-vote");
    };
  }

  private Behavior<Message> followerOf(Raft.Rpc rpc) {
    return Follower.ofTerm(state, "hears " + rpc.from()).handle(rpc);
  }

  /// A vote given away is a reason to wait for what comes of it; one refused is none, or a member
  /// that cannot win could keep others from standing (Figure 2, Followers).
  private Behavior<Message> onRequestVote(Raft.RequestVote ask) {
    answerVote(ask);
    return ask.from().equals(state.hardState().votedFor())
        ? Follower.ofTerm(state, "voted for " + ask.from())
        : this;
  }
}
