package actors;

import actors.Raft.Message;
import actors.Raft.Timer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import raft.MemberId;

/// A member without data: asks the others whether it has been a member before, as in etcd a member
/// does whose cluster is said to be new. One that has lost its data may have voted, and
/// acknowledged what it no longer has: it must not do so again.
///
/// Without an answer of so many that they and this member are a quorum it goes on asking, since
/// nothing can be decided then anyway; for those who are still silent then it waits an election
/// timeout.
///
/// Next: [Follower], or the end of the member.
final class Bootstrapping extends ExtensibleBehavior<Message> {

  private final Surroundings around;
  private final TimerScheduler<Message> timers;
  private final Raft.Recovered nothing;
  private final List<Raft.Local> early;
  private final Set<MemberId> silent;

  private Bootstrapping(
      Surroundings around,
      TimerScheduler<Message> timers,
      Raft.Recovered nothing,
      List<Raft.Local> early) {
    this.around = around;
    this.timers = timers;
    this.nothing = nothing;
    this.early = new ArrayList<>(early);
    this.silent = new HashSet<>(around.membership().peersOf(around.self()));
  }

  /// @param nothing what has been recovered
  /// @param early what this member's clients want
  static Behavior<Message> begin(
      Surroundings around,
      TimerScheduler<Message> timers,
      Raft.Recovered nothing,
      List<Raft.Local> early) {
    var bootstrapping = new Bootstrapping(around, timers, nothing, early);
    bootstrapping.publish();
    timers.startTimerWithFixedDelay(
        Timer.HEARTBEAT_TICK, Timer.HEARTBEAT_TICK, around.settings().heartbeatInterval());
    bootstrapping.ask();
    return bootstrapping;
  }

  private void publish() {
    around.watcher().transition(around.self(), "bootstrapping", 0, "has no data, asks the others");
    around
        .watcher()
        .status(
            new RaftStatus(
                around.self(), "bootstrapping", 0, null, 0, 0, 0, 0, around.membership().voters()));
  }

  private Behavior<Message> ask() {
    silent.forEach(peer -> around.peers().tell(peer, new Raft.IsBootstrapped(around.self(), 0)));
    return this;
  }

  @Override
  public Behavior<Message> receive(TypedActorContext<Message> context, Message message) {
    return switch (message) {
      case Raft.IsBootstrapped question -> answer(question);
      case Raft.IsBootstrappedReply reply -> onReply(context, reply);
      case Raft.Propose propose -> keep(propose);
      case Raft.Read read -> keep(read);
      case Timer.HEARTBEAT_TICK -> ask();
      case Timer.ELECTION_TIMEOUT -> follow(context);
      case Raft.Rpc _,
          Raft.Recovered _,
          Raft.Written _,
          Raft.EntriesRead _,
          Raft.Applied _,
          Raft.TransferLeadership _,
          Raft.ProposeAsLeader _,
          Timer _ ->
          this;
    };
  }

  /// Another one without data may ask this one.
  private Behavior<Message> answer(Raft.IsBootstrapped question) {
    tell(around, 0, question);
    return this;
  }

  /// Says whether the asker has been a member before.
  static void tell(Surroundings around, long term, Raft.IsBootstrapped question) {
    boolean known = around.bootstrap().known().test(question.from());
    around.peers().tell(question.from(), new Raft.IsBootstrappedReply(around.self(), term, known));
  }

  private Behavior<Message> keep(Raft.Local message) {
    early.add(message);
    return this;
  }

  private Behavior<Message> onReply(
      TypedActorContext<Message> context, Raft.IsBootstrappedReply reply) {
    if (reply.bootstrapped()) {
      throw LostData.knownTo(reply.from(), around.self());
    }
    silent.remove(reply.from());
    if (silent.isEmpty()) {
      return follow(context);
    }
    int heard = around.membership().peersOf(around.self()).size() - silent.size();
    if (around.membership().quorum().isReachedBy(heard + 1)
        && !timers.isTimerActive(Timer.ELECTION_TIMEOUT)) {
      timers.startSingleTimer(
          Timer.ELECTION_TIMEOUT, Timer.ELECTION_TIMEOUT, around.settings().electionTimeout());
    }
    return this;
  }

  private Behavior<Message> follow(TypedActorContext<Message> context) {
    timers.cancel(Timer.HEARTBEAT_TICK);
    timers.cancel(Timer.ELECTION_TIMEOUT);
    return Recovering.follow(context, new RaftState(around, timers, nothing), early);
  }

  /// A sibling that ends takes this actor with it: they share one life.
  @Override
  public Behavior<Message> receiveSignal(TypedActorContext<Message> context, Signal signal) {
    return Siblings.onSignal(signal);
  }
}
