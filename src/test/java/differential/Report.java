package differential;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What came of a comparison: how much was asked and answered, and every disagreement.
final class Report {

  /// One request that was answered in two ways.
  ///
  /// @param number of the request in its stream, from 0
  /// @param before the last requests that both agreed on
  record Disagreement(
      int number, Message request, Answer etcd, Answer candidate, List<String> before) {
    @Override
    public String toString() {
      return "%nrequest %d: %s%n  etcd:      %s%n  candidate: %s%n  before:%n  %s%n"
          .formatted(
              number, Text.of(request), etcd, candidate, String.join("%n  ".formatted(), before));
    }
  }

  private final Map<String, Integer> kinds = new TreeMap<>();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private final Map<Difference, Integer> excused = new TreeMap<>();
  private final List<Disagreement> disagreements = new ArrayList<>();

  void count(Message request, Answer answer) {
    kinds.merge(request.getDescriptorForType().getName(), 1, Integer::sum);
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

  int requests() {
    return kinds.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    return "%d requests %s, refused %s, differing as they are to %s, disagreements %d"
        .formatted(requests(), kinds, refusals, excused, disagreements.size());
  }
}
