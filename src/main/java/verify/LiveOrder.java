package verify;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// Store revisions in real time: an answer never speaks of an older revision than one that was
/// heard before it was asked for, and a write always makes a newer one.
final class LiveOrder {

  private LiveOrder() {}

  /// Two operations that contradict this, if there are any; serializable reads may be old.
  static Optional<Verdict.Violation> firstViolation(List<Operation> operations) {
    var byCall =
        operations.stream()
            .filter(operation -> Claim.of(operation).revision() != Claim.NONE)
            .sorted(Comparator.comparingLong(Operation::call))
            .toList();
    var open = new PriorityQueue<>(Comparator.comparingLong(Operation::end));
    var newest = Optional.<Operation>empty();
    for (var operation : byCall) {
      while (!open.isEmpty() && open.peek().end() < operation.call()) {
        var ended = open.poll();
        if (newest.isEmpty() || Claim.of(ended).revision() > Claim.of(newest.get()).revision()) {
          newest = Optional.of(ended);
        }
      }
      if (newest.isPresent() && contradicts(newest.get(), operation)) {
        return Optional.of(new Verdict.Violation(List.of(newest.get(), operation), List.of()));
      }
      open.add(operation);
    }
    return Optional.empty();
  }

  private static boolean contradicts(Operation earlier, Operation later) {
    var difference = Claim.of(later).revision() - Claim.of(earlier).revision();
    return !later.isSerializable()
        && (difference < 0 || (difference == 0 && Claim.of(later).wrote()));
  }
}
