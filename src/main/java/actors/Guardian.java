package actors;

import actors.Guardian.Message;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import mvcc.Store;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import proposal.PendingReplies;
import raft.MemberId;
import raft.Membership;

/// Starts and wires the actors of a member; the only place that does.
///
/// The Raft actor, the journal and the applier share one life: when one of them fails the member
/// stops, and the next start reads what the disk holds. Nothing is restarted in place, since a role
/// that faced the writes of an earlier life would hear of things it does not remember.
public final class Guardian {

  private static final DispatcherSelector RAFT =
      DispatcherSelector.fromConfig("sampo.dispatchers.raft");
  private static final DispatcherSelector APPLIER =
      DispatcherSelector.fromConfig("sampo.dispatchers.applier");

  private Guardian() {}

  /// What the guardian hears.
  public enum Message {
    /// Ends the member in good order.
    STOP
  }

  /// Who the member is and what it stands on.
  ///
  /// @param addresses the actor systems of all members, such as `pekko://sampo@10.0.0.1:2380`
  /// @param dice draws election timeouts
  public record Identity(
      MemberId self,
      Membership membership,
      Map<MemberId, String> addresses,
      RaftSettings raft,
      JournalSettings journal,
      RandomGenerator dice) {}

  /// What the actors share with the threads around them.
  ///
  /// @param sending hears of every message of Raft before it leaves
  /// @param journalWatcher hears of every write to the journal
  /// @param started is given the Raft actor and the applier once they are there
  /// @param failed is told why the member had to stop
  public record Surface(
      Store store,
      StateMachine machine,
      PendingReplies replies,
      Surroundings.Watcher raftWatcher,
      Surroundings.Bootstrap bootstrap,
      Peers sending,
      Applier.Watcher applierWatcher,
      JournalStore.Watcher journalWatcher,
      Supplier<@Nullable MemberId> leader,
      Consumer<Started> started,
      Consumer<Throwable> failed) {}

  /// The actors that are talked to from outside.
  public record Started(ActorRef<Raft.Message> raft, ActorRef<Applier.Message> applier) {}

  /// The first actor of a member's actor system.
  public static Behavior<Message> create(Identity identity, Surface surface) {
    return Behaviors.setup(
        context -> {
          var raft = context.spawn(raft(identity, surface), PeerRefs.RAFT, RAFT);
          context.watch(raft);
          context.spawn(
              ClusterJoiner.create(identity.addresses(), surface.leader()), "cluster-joiner");
          return Behaviors.receive(Message.class)
              .onMessageEquals(Message.STOP, Behaviors::stopped)
              .onSignal(
                  ChildFailed.class,
                  failed -> {
                    surface.failed().accept(failed.getCause());
                    return Behaviors.stopped();
                  })
              .onSignal(
                  Terminated.class,
                  _ -> {
                    surface.failed().accept(new IllegalStateException("the Raft actor ended"));
                    return Behaviors.stopped();
                  })
              .build();
        });
  }

  private static Behavior<Raft.Message> raft(Identity identity, Surface surface) {
    return Behaviors.setup(
        context -> {
          var refs =
              PeerRefs.of(
                  context.getSystem(),
                  identity.addresses(),
                  new PeerRefs.Self(identity.self(), context.getSelf()));
          Peers peers =
              (to, message) -> {
                surface.sending().tell(to, message);
                refs.tell(to, message);
              };
          var applier = applier(context, surface);
          surface.started().accept(new Started(context.getSelf(), applier));
          return Recovering.create(
              new Surroundings(
                  identity.self(),
                  identity.membership(),
                  identity.raft(),
                  peers,
                  journal(context, identity, peers, surface),
                  applier,
                  identity.dice(),
                  surface.raftWatcher(),
                  surface.bootstrap()));
        });
  }

  private static ActorRef<Journal.Message> journal(
      ActorContext<Raft.Message> raft, Identity identity, Peers peers, Surface surface) {
    long lastApplied = surface.store().appliedIndex();
    var watcher = surface.journalWatcher();
    var store =
        raft.spawn(
            JournalStore.create(identity.journal(), lastApplied, raft.getSelf(), watcher),
            "journal-store",
            RAFT);
    raft.watch(store);
    var journal =
        raft.spawn(
            Journal.create(identity.journal(), raft.getSelf(), peers, store), "journal", RAFT);
    raft.watch(journal);
    return journal;
  }

  private static ActorRef<Applier.Message> applier(
      ActorContext<Raft.Message> raft, Surface surface) {
    var outlets = new Applier.Outlets(raft.getSelf(), surface.replies(), surface.applierWatcher());
    var applier =
        raft.spawn(Applier.create(surface.store(), surface.machine(), outlets), "applier", APPLIER);
    raft.watch(applier);
    return applier;
  }
}
