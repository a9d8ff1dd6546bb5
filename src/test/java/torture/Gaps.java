package torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import probe.Call;

/// Stretches of time in which no write of a client succeeded.
///
/// @param all longer than the threshold, the shortest first
record Gaps(List<Duration> all) {

  /// Shorter ones say nothing on a busy machine.
  static final Duration THRESHOLD = Duration.ofMillis(500);

  static Gaps of(List<Call> calls) {
    long[] ends =
        calls.stream()
            .filter(call -> call.succeeded() && call.kind().writes() && !call.isOfObserver())
            .mapToLong(call -> call.operation().end())
            .sorted()
            .toArray();
    var gaps = new ArrayList<Duration>();
    for (int i = 1; i < ends.length; i++) {
      Duration gap = Duration.ofNanos(ends[i] - ends[i - 1]);
      if (gap.compareTo(THRESHOLD) > 0) {
        gaps.add(gap);
      }
    }
    return new Gaps(gaps.stream().sorted().toList());
  }

  @Override
  public String toString() {
    return all.isEmpty()
        ? "none over %d ms".formatted(THRESHOLD.toMillis())
        : "%d over %d ms, p50 %d ms, max %d ms"
            .formatted(
                all.size(),
                THRESHOLD.toMillis(),
                all.get(all.size() / 2).toMillis(),
                all.getLast().toMillis());
  }
}
