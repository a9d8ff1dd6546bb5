package verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds the few operations that a violation is about.
///
/// All others are forgotten: a read altogether, a write as far as its times and whether it happened.
/// That only ever makes a history easier to explain, so what still cannot be is the heart of it.
final class Smallest {

  private static final long STEPS_PER_TRY = 1_000_000;

  private final List<Item> items;
  private final long maxSteps;

  private Smallest(List<Item> items, long maxSteps) {
    this.items = items;
    this.maxSteps = Math.min(maxSteps, STEPS_PER_TRY);
  }

  /// The smallest contradiction in items that no order explains.
  static Verdict.Violation violation(List<Item> items, long maxSteps) {
    var smallest = new Smallest(items, maxSteps);
    var core = smallest.withoutNeedless(smallest.shortestPrefix());
    return new Verdict.Violation(
        core.stream().map(Item::operation).toList(), smallest.context(core));
  }

  /// As few operations as possible from the start, in order of their ends.
  private List<Item> shortestPrefix() {
    var byEnd =
        items.stream()
            .filter(Item::required)
            .sorted(Comparator.comparingLong(Item::until))
            .toList();
    var tooFew = 0;
    var enough = byEnd.size();
    while (tooFew < enough) {
      var middle = (tooFew + enough) / 2;
      if (contradicts(byEnd.subList(0, middle))) {
        enough = middle;
      } else {
        tooFew = middle + 1;
      }
    }
    return byEnd.subList(0, enough);
  }

  /// Forgets in ever smaller pieces whatever is not needed for the contradiction.
  private List<Item> withoutNeedless(List<Item> prefix) {
    List<Item> core = prefix;
    for (var piece = Math.max(1, core.size() / 2); piece > 0; piece /= 2) {
      for (var end = core.size(); end > 0; end = Math.max(0, end - piece)) {
        var less = new ArrayList<>(core);
        less.subList(Math.max(0, end - piece), end).clear();
        core = contradicts(less) ? less : core;
      }
    }
    return core.stream().sorted(Comparator.comparingLong(Item::from)).toList();
  }

  private boolean contradicts(List<Item> remembered) {
    return new Search(relaxed(new HashSet<>(remembered)), maxSteps).run() == Search.Result.NONE;
  }

  private List<Item> relaxed(Set<Item> remembered) {
    var relaxed = new ArrayList<Item>();
    for (var item : items) {
      if (!item.required() || remembered.contains(item)) {
        relaxed.add(item);
      } else if (!item.operation().isRead()) {
        relaxed.add(item.forgotten());
      }
    }
    return relaxed;
  }

  /// The writes up to the last revision that the core speaks of.
  private List<Operation> context(List<Item> core) {
    var remembered = new HashSet<>(core);
    var last =
        core.stream().mapToLong(item -> Claim.of(item.operation()).revision()).max().orElse(Claim.NONE);
    return items.stream()
        .filter(item -> !remembered.contains(item) && Claim.of(item.operation()).wrote())
        .map(Item::operation)
        .filter(operation -> Claim.of(operation).revision() <= last)
        .sorted(Comparator.comparingLong(operation -> Claim.of(operation).revision()))
        .toList();
  }
}
