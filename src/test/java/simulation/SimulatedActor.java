package simulation;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/// An actor of a member: the shipped behaviour, with its mailbox and its timers in virtual time.
///
/// A message is taken from the mailbox some time after it got there; a timer that was cancelled or
/// started anew while its message waited there is not heard, as with real actors.
final class SimulatedActor<M> {

  /// A message that waits, with the timer it comes from if any.
  private record Letter<M>(M message, @Nullable Timer timer) {}

  /// @param period how often it fires, in nanoseconds of the member's clock; 0 for once
  private record Timer(Object key, long period) {}

  private static final Object ONCE = Effect.TimerScheduled$.MODULE$.singleMode();

  private final Pace pace;
  private final Runnable afterStep;
  private final TestInbox<M> inbox = TestInbox.create();
  private final ArrayDeque<Letter<M>> mailbox = new ArrayDeque<>();
  private final Map<Object, Timer> timers = new HashMap<>();
  private Consumer<M> onArrival = _ -> {};
  private Consumer<M> onTurn = _ -> {};
  private final Stage<M> stage;
  private boolean scheduled;

  /// @param stage where the behaviour runs; free for the life of this actor
  /// @param pace when the actor gets its turn
  /// @param afterStep called after each message, to collect what was sent
  SimulatedActor(Stage<M> stage, Pace pace, Runnable afterStep) {
    this.stage = stage;
    this.pace = pace;
    this.afterStep = afterStep;
  }

  /// Where others send to.
  ActorRef<M> ref() {
    return inbox.getRef();
  }

  /// Calls back when a message gets into the mailbox.
  void onArrival(Consumer<M> listener) {
    this.onArrival = listener;
  }

  /// Calls back before a message is handled.
  void onTurn(Consumer<M> listener) {
    this.onTurn = listener;
  }

  void start(Function<ActorRef<M>, Behavior<M>> behavior) {
    takeEffects(stage.begin(behavior.apply(ref())));
    afterStep.run();
  }

  /// Moves what others have sent into the mailbox.
  void collect() {
    while (inbox.hasMessages()) {
      deliver(inbox.receiveMessage());
    }
    stage.drainSelf(this::deliver);
  }

  void deliver(M message) {
    onArrival.accept(message);
    put(new Letter<>(message, null));
  }

  private void put(Letter<M> letter) {
    mailbox.add(letter);
    if (!scheduled) {
      scheduled = true;
      pace.nextTurn(this::step);
    }
  }

  private void step() {
    scheduled = false;
    var letter = mailbox.remove();
    var timer = letter.timer();
    if (timer == null || isCurrent(timer)) {
      onTurn.accept(letter.message());
      takeEffects(stage.run(letter.message()));
      afterStep.run();
    }
    if (!mailbox.isEmpty() && !scheduled) {
      scheduled = true;
      pace.nextTurn(this::step);
    }
  }

  private boolean isCurrent(Timer timer) {
    return timers.get(timer.key()) == timer;
  }

  private void takeEffects(List<Effect> effects) {
    for (var effect : effects) {
      if (effect instanceof Effect.TimerScheduled<?> scheduledTimer) {
        startTimer(scheduledTimer);
      } else if (effect instanceof Effect.TimerCancelled cancelled) {
        timers.remove(cancelled.key());
      }
    }
  }

  @SuppressWarnings("unchecked")
  private void startTimer(Effect.TimerScheduled<?> effect) {
    var delay = effect.duration().toNanos();
    var once = effect.mode().equals(ONCE);
    var timer = new Timer(effect.key(), once ? 0 : delay);
    timers.put(timer.key(), timer);
    fireAfter(delay, timer, (M) effect.msg());
  }

  private void fireAfter(long delay, Timer timer, M message) {
    pace.afterOwnTime(
        delay,
        () -> {
          if (isCurrent(timer)) {
            put(new Letter<>(message, timer));
            if (timer.period() > 0) {
              fireAfter(timer.period(), timer, message);
            }
          }
        });
  }

  /// When an actor gets its turn, and how its member's clock runs.
  interface Pace {

    /// Runs a task when the actor may take a message from its mailbox.
    void nextTurn(Runnable turn);

    /// Runs a task after a time that the member's own clock measures, in nanoseconds.
    void afterOwnTime(long nanos, Runnable task);
  }
}
