package actors;

import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Fails when a write takes too long.
///
/// The plugin's own timeout answers on the thread that hangs in the disk, and an event-sourced
/// behavior takes no timer while it writes. A failing child reaches it all the same.
final class JournalDeadline {

  private static final int LOOKS_PER_TIMEOUT = 4;

  private enum Message {
    LOOK
  }

  private final long timeoutNanos;
  private volatile boolean writing;
  private volatile long startedNanos;

  JournalDeadline(Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
  }

  void start() {
    startedNanos = System.nanoTime();
    writing = true;
  }

  void end() {
    writing = false;
  }

  /// Looks now and then whether the write has ended.
  Behavior<?> watch() {
    var pause = Duration.ofNanos(timeoutNanos / LOOKS_PER_TIMEOUT);
    return Behaviors.<Message>withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(Message.LOOK, pause);
          return Behaviors.receive(Message.class).onMessageEquals(Message.LOOK, this::look).build();
        });
  }

  private Behavior<Message> look() {
    if (writing && System.nanoTime() - startedNanos > timeoutNanos) {
      throw new IllegalStateException(
          "a write took more than " + Duration.ofNanos(timeoutNanos).toMillis() + " ms");
    }
    return Behaviors.same();
  }
}
