package probe;

import java.time.Duration;
import java.util.List;
import verify.Verdict;

/// What a workload came to.
///
/// @param length how long the clients were busy
/// @param judging how long the search for an order took
public record Findings(
    Plan plan,
    List<Call> calls,
    Duration length,
    Span span,
    Verdict verdict,
    Durability durability,
    Overseen overseen,
    Duration judging) {

  /// The revisions of the store meanwhile.
  ///
  /// @param before the last one before the workload
  /// @param last the last one it was told of
  /// @param ofOthers how many in between its clients know not to have made
  public record Span(long before, long last, long ofOthers) {}

  /// Whether the cluster served at all, and every promise that was looked at held.
  public boolean hold() {
    return verdict instanceof Verdict.Linearizable
        && !(durability instanceof Durability.Lost)
        && overseen.holds()
        && calls.stream().anyMatch(call -> call.succeeded() && call.kind().writes())
        && calls.stream().anyMatch(call -> call.succeeded() && call.kind() == Kind.READ);
  }
}
