package verify;

import java.util.ArrayList;
import java.util.List;

/// Decides whether a history of key-value operations is linearizable: whether there is one order of
/// them, with each at a moment between its call and its end, in which a sequential store gives
/// exactly these answers (Herlihy and Wing, 1990).
///
/// Operations of unknown outcome may have happened at any time after their call, or not. A
/// serializable read may have happened at any time before its end: it sees some prefix of the
/// order, never a mixture. The history is not split by key: every answer holds a store-wide
/// revision, so no key can be judged alone; the same revisions leave little to search.
public final class Linearizability {

  private static final long DEFAULT_STEPS = 20_000_000;

  private Linearizability() {}

  /// Judges the whole history of a store that was empty when it began.
  public static Verdict check(List<Operation> history) {
    return check(history, DEFAULT_STEPS);
  }

  /// Judges a history within a budget.
  ///
  /// @param maxSteps steps of the model after which the search is given up
  public static Verdict check(List<Operation> history, long maxSteps) {
    var items = new ArrayList<Item>();
    for (var operation : history) {
      if (operation.outcome().isKnown()) {
        items.add(Item.required(operation));
      } else if (!operation.isRead()) {
        items.add(Item.optional(operation));
      }
    }
    var search = new Search(items, maxSteps);
    return switch (search.run()) {
      case FOUND -> new Verdict.Linearizable(search.order());
      case NONE -> Smallest.violation(items, maxSteps);
      case GIVEN_UP -> new Verdict.Undecided(maxSteps);
    };
  }
}
