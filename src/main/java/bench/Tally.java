package bench;

import io.grpc.Status;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Latencies and failures of one connection.
///
/// Its clients all run on one event loop; the lock, free of contention, is for whoever sums up.
final class Tally {

  /// Longer waits are counted as this long.
  static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  static final int SIGNIFICANT_DIGITS = 3;

  private final Histogram micros = new Histogram(LONGEST_MICROS, SIGNIFICANT_DIGITS);
  private final Map<String, Long> failures = new TreeMap<>();

  synchronized void add(long nanos, Status status) {
    if (status.isOk()) {
      micros.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), LONGEST_MICROS));
    } else {
      failures.merge(text(status), 1L, Long::sum);
    }
  }

  synchronized void addLatenciesTo(Histogram all) {
    all.add(micros);
  }

  synchronized void addFailuresTo(Map<String, Long> all) {
    failures.forEach((failure, count) -> all.merge(failure, count, Long::sum));
  }

  private static String text(Status status) {
    String description = status.getDescription();
    return description == null
        ? status.getCode().name()
        : status.getCode().name() + ": " + description.lines().findFirst().orElse("");
  }
}
