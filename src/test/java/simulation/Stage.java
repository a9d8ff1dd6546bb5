package simulation;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.jspecify.annotations.Nullable;

/// A [BehaviorTestKit] on which one behaviour after another can play. To make a kit takes
/// milliseconds, most of it to check a configuration that nobody asks for; a step takes a microsecond.
///
/// @param <M> what the behaviours receive
final class Stage<M> {

  /// Plays the behaviour that was begun last.
  private static final class Play<M> extends ExtensibleBehavior<M> {
    private @Nullable Behavior<M> waiting;
    private @Nullable Behavior<M> current;

    @Override
    public Behavior<M> receive(TypedActorContext<M> context, M message) {
      var begun = waiting;
      if (begun != null) {
        waiting = null;
        current = Behavior.start(begun, context);
      } else {
        var now = Objects.requireNonNull(current);
        var next = Behavior.interpretMessage(now, context, message);
        current = Behavior.canonicalize(next, now, context);
      }
      return this;
    }

    @Override
    public Behavior<M> receiveSignal(TypedActorContext<M> context, Signal signal) {
      return this;
    }
  }

  private final Play<M> play = new Play<>();
  private final BehaviorTestKit<M> kit = BehaviorTestKit.create(play);
  private final M cue;

  /// @param cue any message; it is not seen by the behaviours
  Stage(M cue) {
    this.cue = cue;
  }

  /// Begins a behaviour; the one before is forgotten, with all that it had sent itself.
  List<Effect> begin(Behavior<M> behavior) {
    drainSelf(_ -> {});
    play.waiting = behavior;
    return run(cue);
  }

  List<Effect> run(M message) {
    kit.run(message);
    return kit.hasEffects() ? kit.getAllEffects() : List.of();
  }

  /// Hands over what the behaviour has sent itself.
  void drainSelf(Consumer<M> receiver) {
    var own = kit.selfInbox();
    while (own.hasMessages()) {
      receiver.accept(own.receiveMessage());
    }
  }
}
