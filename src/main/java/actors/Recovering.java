package actors;

import actors.Raft.Message;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// First behaviour of a member: waits for its journal to be read back. It has no term yet, so it
/// answers no other member; what its own clients ask waits.
///
/// Next: [Follower]; [Bootstrapping] if there is nothing to read back.
public final class Recovering extends ExtensibleBehavior<Message> {

  private final Surroundings around;
  private final TimerScheduler<Message> timers;
  private final List<Raft.Local> early = new ArrayList<>();

  private Recovering(Surroundings around, TimerScheduler<Message> timers) {
    this.around = around;
    this.timers = timers;
  }

  /// The Raft actor of a member.
  public static Behavior<Message> create(Surroundings around) {
    return Behaviors.withTimers(timers -> new Recovering(around, timers));
  }

  @Override
  public Behavior<Message> receive(TypedActorContext<Message> context, Message message) {
    return switch (message) {
      case Raft.Recovered recovered -> onRecovered(context, recovered);
      case Raft.Propose propose -> keep(propose);
      case Raft.Read read -> keep(read);
      case Raft.Rpc _,
          Raft.Written _,
          Raft.EntriesRead _,
          Raft.Applied _,
          Raft.TransferLeadership _,
          Raft.ProposeAsLeader _,
          Raft.Timer _ ->
          this;
    };
  }

  /// A sibling that ends takes this actor with it: they share one life.
  @Override
  public Behavior<Message> receiveSignal(TypedActorContext<Message> context, Signal signal) {
    return Siblings.onSignal(signal);
  }

  private Behavior<Message> keep(Raft.Local message) {
    early.add(message);
    return this;
  }

  private Behavior<Message> onRecovered(
      TypedActorContext<Message> context, Raft.Recovered recovered) {
    boolean hasPeers = !around.membership().peersOf(around.self()).isEmpty();
    if (recovered.isNothing() && hasPeers && around.bootstrap().asksFirst()) {
      return Bootstrapping.begin(around, timers, recovered, early);
    }
    return follow(context, new RaftState(around, timers, recovered), early);
  }

  /// The first role, which hears at once what came too early.
  static Behavior<Message> follow(
      TypedActorContext<Message> context, RaftState state, List<Raft.Local> early) {
    Role follower = Follower.afterRecovery(state);
    for (Raft.Local message : early) {
      follower.receive(context, message);
    }
    state.publish(follower.name(), follower.leader());
    return follower;
  }
}
