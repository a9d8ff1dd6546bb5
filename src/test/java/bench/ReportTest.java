package bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class ReportTest {

  @Test
  void textIsForPeople() {
    assertThat(report(Map.of("UNAVAILABLE: no leader", 3L)).text())
        .isEqualTo(
            """
            put: 50/s  (100 in 2.00 s, 10 clients on 2 connections)
            latency ms: mean 50.50  p50 50.02  p90 90.05  p95 95.04  p99 99.01  p99.9 100.03  max 100.03
            errors: 3
              3 x UNAVAILABLE: no leader
            load generator: 10.0 us of CPU a request\
            """);
  }

  @Test
  void jsonIsOneLine() {
    assertThat(report(Map.of("UNKNOWN: \"odd\"\ttext", 3L)).json())
        .doesNotContain("\n")
        .startsWith("{\"name\":\"put\",\"clients\":10,\"conns\":2,\"seconds\":2.000,\"ops\":100,")
        .contains("\"ops_per_s\":50.0,", "\"p50_ms\":50.015,", "\"max_ms\":100.031,")
        .endsWith(
            "\"errors\":3,\"errors_by_text\":{\"UNKNOWN: \\\"odd\\\""
                + " text\":3},\"cpu_us_per_op\":10.0}");
  }

  @Test
  void nothingDoneIsNotDividedBy() {
    Report nothing =
        new Report("put", 1, 1, 0, new Histogram(Tally.LONGEST_MICROS, 3), Map.of(), 1);
    assertThat(nothing.rate()).isZero();
    assertThat(nothing.cpuMicrosPerRequest()).isZero();
  }

  /// A hundred answers after 1 to 100 ms.
  private static Report report(Map<String, Long> failures) {
    Histogram micros = new Histogram(Tally.LONGEST_MICROS, 3);
    for (int ms = 1; ms <= 100; ms++) {
      micros.recordValue(ms * 1000L);
    }
    return new Report("put", 2, 10, 2, micros, failures, 1030);
  }
}
