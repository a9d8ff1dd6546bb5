package actors;

import actors.Journal.Delivery;
import actors.Raft.Message;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.jspecify.annotations.Nullable;
import raft.MemberId;

/// A role of a member: a behaviour whose return value is the next role.
///
/// Here is what all roles have in common: the term rule (paper §5.1), applied once before a role
/// sees a message, and the answers to those who ask for votes.
abstract sealed class Role extends ExtensibleBehavior<Message>
    permits Follower, PreCandidate, Candidate, Leader {

  final RaftState state;

  Role(RaftState state) {
    this.state = state;
  }

  /// The role's name, as status and logs say it.
  abstract String name();

  /// The leader this member follows or is; null while it knows none.
  abstract @Nullable MemberId leader();

  /// Handles a message of this member, or of another whose term is the current one.
  abstract Behavior<Message> handle(Message message);

  /// Gives up this role because of a later term.
  abstract void leave();

  @Override
  public final Behavior<Message> receive(TypedActorContext<Message> context, Message message) {
    if (message instanceof Raft.IsBootstrapped question) {
      state.tellIfBootstrapped(question);
      return this;
    }
    Behavior<Message> next = afterTermRule(message);
    if (next instanceof Role role) {
      state.publish(role.name(), role.leader());
    }
    return next;
  }

  /// A sibling that ends takes this actor with it: they share one life.
  @Override
  public final Behavior<Message> receiveSignal(TypedActorContext<Message> context, Signal signal) {
    return Siblings.onSignal(signal);
  }

  /// If a message's term is greater than ours we become a follower of that term first; if it is
  /// less the message is out of date (§5.1).
  private Behavior<Message> afterTermRule(Message message) {
    if (!(message instanceof Raft.Rpc rpc) || rpc.term() == state.term()) {
      return handle(message);
    }
    if (rpc.term() < state.term()) {
      answerStale(rpc);
      return this;
    }
    return switch (rpc) {
      case Raft.RequestPreVote ask -> answerPreVote(ask);
      case Raft.RequestPreVoteReply reply when reply.voteGranted() -> handle(reply);
      case Raft.RequestVote ask when leader() != null && !ask.transfer() -> this;
      default -> stepDown(rpc).handle(rpc);
    };
  }

  private Follower stepDown(Raft.Rpc rpc) {
    leave();
    state.startTerm(rpc.term(), null, List.of());
    return Follower.ofTerm(state, "term " + rpc.term() + " from " + rpc.from());
  }

  /// Tells a member that is behind the current term, where silence would leave it there.
  private void answerStale(Raft.Rpc rpc) {
    switch (rpc) {
      case Raft.RequestPreVote ask -> answerPreVote(ask);
      case Raft.RequestVote _ ->
          state.tell(rpc.from(), new Raft.RequestVoteReply(state.self(), state.term(), false));
      case Raft.AppendEntries _, Raft.Heartbeat _ ->
          state.tell(rpc.from(), new Raft.HeartbeatReply(state.self(), state.term(), 0));
      case Raft.RequestPreVoteReply _,
          Raft.RequestVoteReply _,
          Raft.AppendEntriesAccepted _,
          Raft.AppendEntriesRejected _,
          Raft.HeartbeatReply _,
          Raft.Committed _,
          Raft.TimeoutNow _,
          Raft.ForwardProposals _,
          Raft.ReadIndex _,
          Raft.ReadIndexReply _,
          Raft.IsBootstrapped _,
          Raft.IsBootstrappedReply _ -> {}
    }
  }

  /// Says whether a vote would be granted; nothing is promised and no term is spent (thesis §9.6).
  final Behavior<Message> answerPreVote(Raft.RequestPreVote ask) {
    boolean granted =
        ask.term() > state.term()
            && leader() == null
            && ask.lastLog().isAtLeastAsUpToDateAs(state.log().last());
    long term = granted ? ask.term() : state.term();
    state.tell(ask.from(), new Raft.RequestPreVoteReply(state.self(), term, granted));
    return this;
  }

  /// Grants a vote to the first candidate of the term whose log is at least as up-to-date (§5.2,
  /// §5.4.1). The grant leaves with the journal's write.
  final void answerVote(Raft.RequestVote ask) {
    MemberId votedFor = state.hardState().votedFor();
    boolean granted =
        (votedFor == null || votedFor.equals(ask.from()))
            && leader() == null
            && ask.lastLog().isAtLeastAsUpToDateAs(state.log().last());
    var reply = new Raft.RequestVoteReply(state.self(), state.term(), granted);
    if (granted) {
      state.castVote(ask.from(), new Delivery(ask.from(), reply));
    } else {
      state.tell(ask.from(), reply);
    }
  }

  /// Keeps proposals until a leader is known.
  final Behavior<Message> hold(Raft.Propose propose) {
    state.hold(propose);
    return this;
  }

  /// Keeps reads until a leader is known.
  final Behavior<Message> hold(Raft.Read read) {
    state.hold(read);
    return this;
  }

  final Behavior<Message> noteWritten(Raft.Written written) {
    state.noteWritten(written.last());
    return this;
  }

  final Behavior<Message> noteApplied(Raft.Applied applied) {
    state.noteApplied(applied.index()).forEach(this::handle);
    return this;
  }

  final Behavior<Message> ignore() {
    return this;
  }
}
