package torture;

import java.util.List;
import java.util.Set;

/// What members talk through, and what can be done to it.
sealed interface Network permits Loopback, Namespaces {

  /// What a network can do to members.
  enum Ability {
    /// Let nothing pass from one to another.
    CUT,
    /// Lose some of it.
    LOSE,
    /// Let it pass late.
    DELAY
  }

  Set<Ability> abilities();

  /// Why something cannot be done, a line for each.
  List<String> excuses();

  /// Where a member listens.
  String host(int member);

  /// A command, as it is run on the member's own machine.
  List<String> on(int member, List<String> command);

  /// From now on nothing that one member sends arrives at the other.
  void cut(int from, int to);

  /// From now on so much of what members send to each other is lost.
  void lose(int percent);

  /// From now on what members send to each other takes longer.
  void delay(int milliseconds);

  /// Everything passes again.
  void heal();
}
