package verify;

import java.util.List;

/// What the judge says of a history.
public sealed interface Verdict permits Verdict.Linearizable, Verdict.Violation, Verdict.Undecided {

  /// Some order explains every answer.
  ///
  /// @param order the operations that took effect, in such an order
  record Linearizable(List<Operation> order) implements Verdict {}

  /// No order explains these answers.
  ///
  /// @param core a smallest set of operations that contradict one another: with any of them
  ///   forgotten the rest can be explained
  /// @param context writes that say what the other revisions held; nothing is assumed of when they
  ///   happened
  record Violation(List<Operation> core, List<Operation> context) implements Verdict {

    /// The contradiction as text, a line for each operation.
    @Override
    public String toString() {
      return Readable.violation(this);
    }
  }

  /// The search was given up.
  ///
  /// @param steps how many steps of the model were tried
  record Undecided(long steps) implements Verdict {}
}
