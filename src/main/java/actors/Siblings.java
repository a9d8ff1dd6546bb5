package actors;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// The actors of a member share one life: the end of one is the end of all.
final class Siblings {

  private Siblings() {}

  /// What a sibling's end does to an actor that watches it: it ends too, for the same reason, so that
  /// the operator hears the first cause.
  static <T> Behavior<T> onSignal(Signal signal) {
    if (signal instanceof ChildFailed failed) {
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failed.getCause());
    }
    return Behaviors.unhandled();
  }
}
