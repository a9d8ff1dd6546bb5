package torture;

import java.time.Duration;

/// Something bad that happens to members, and is over after some time.
sealed interface Fault {

  /// Whom it happens to: the one that leads by then, or one by number.
  sealed interface Target {

    /// Whoever leads.
    record TheLeader() implements Target {
      @Override
      public String toString() {
        return "the leader";
      }
    }

    /// A member, from 0.
    record Number(int index) implements Target {
      @Override
      public String toString() {
        return "m" + (index + 1);
      }
    }
  }

  /// How long until it is undone.
  Duration lasts();

  /// SIGKILL.
  record Kill(Target target, Duration lasts) implements Fault {}

  /// SIGKILL, and again while it recovers.
  record KillTwice(Target target, Duration lasts) implements Fault {}

  /// SIGKILL to all at once.
  record KillAll(Duration lasts) implements Fault {}

  /// SIGSTOP, in the end SIGCONT.
  record Pause(Target target, Duration lasts) implements Fault {}

  /// SIGTERM, and a start when it has ended.
  record Terminate(Target target, Duration lasts) implements Fault {}

  /// Nothing passes between one member and the others.
  record Isolate(Target target, Duration lasts) implements Fault {}

  /// Nothing of what one member sends arrives.
  record Mute(Target target, Duration lasts) implements Fault {}

  /// Nothing of what others send arrives at one member.
  record Deafen(Target target, Duration lasts) implements Fault {}

  /// Nothing passes between two members; a third one sees both.
  record Part(Target one, Target other, Duration lasts) implements Fault {}

  /// Of what members send to each other so much gets lost.
  record Lose(int percent, Duration lasts) implements Fault {}

  /// What members send to each other takes longer.
  record Delay(Duration by, Duration lasts) implements Fault {}
}
