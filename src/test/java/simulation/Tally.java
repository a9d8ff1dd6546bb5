package simulation;

import java.util.Map;
import java.util.TreeMap;

/// How often what happened, over one run or many.
final class Tally {

  private final Map<String, Long> counts = new TreeMap<>();

  void add(String what) {
    add(what, 1);
  }

  void add(String what, long count) {
    counts.merge(what, count, Long::sum);
  }

  void add(Tally other) {
    other.counts.forEach(this::add);
  }

  Map<String, Long> counts() {
    return counts;
  }
}
