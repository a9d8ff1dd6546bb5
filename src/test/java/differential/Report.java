package differential;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What came of a comparison: how much was asked and answered, and every disagreement.
final class Report {

  /// One step that was answered in two ways.
  ///
  /// @param number of the step in its script, from 0
  /// @param before the last steps that both agreed on
  record Disagreement(int number, Step step, Answer etcd, Answer candidate, List<String> before) {
    @Override
    public String toString() {
      return "%nstep %d: %s%n  etcd:      %s%n  candidate: %s%n  before:%n  %s%n"
          .formatted(
              number,
              step,
              etcd.besides(candidate),
              candidate.besides(etcd),
              String.join("%n  ".formatted(), before));
    }
  }

  private static final int SHOWN_KINDS = 5;

  private final Map<String, Integer> kinds = new TreeMap<>();
  private final Map<String, Duration> waits = new TreeMap<>();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private final Map<Difference, Integer> excused = new TreeMap<>();
  private final List<Disagreement> disagreements = new ArrayList<>();

  /// @param waited until both had answered
  void count(Step step, Answer answer, Duration waited) {
    kinds.merge(step.kind(), 1, Integer::sum);
    waits.merge(step.kind(), waited, Duration::plus);
    if (answer instanceof Answer.Refusal refusal) {
      refusals.merge(refusal.toString(), 1, Integer::sum);
    }
  }

  void excuse(Difference difference) {
    excused.merge(difference, 1, Integer::sum);
  }

  void add(Disagreement disagreement) {
    disagreements.add(disagreement);
  }

  List<Disagreement> disagreements() {
    return disagreements;
  }

  /// Every error that came up, as it reads on the wire.
  Iterable<String> refusals() {
    return refusals.keySet();
  }

  int steps() {
    return kinds.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// The kinds of steps that were waited for longest, all of a kind together.
  String longestWaits() {
    return waits.entrySet().stream()
        .sorted(Map.Entry.<String, Duration>comparingByValue().reversed())
        .limit(SHOWN_KINDS)
        .map(its -> its.getKey() + " " + its.getValue().toMillis() + " ms")
        .collect(joining(", "));
  }

  @Override
  public String toString() {
    return "%d steps %s, refused %s, differing as they are to %s, disagreements %d"
        .formatted(steps(), kinds, refusals, excused, disagreements.size());
  }
}
