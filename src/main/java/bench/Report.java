package bench;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// What a run came to.
///
/// @param name of the workload
/// @param connections HTTP/2 connections used
/// @param clients requests that were outstanding at a time
/// @param seconds from the first counted request to the last answer
/// @param micros latencies of the successful requests, in microseconds
/// @param failures how often each failure was answered
/// @param cpuMicros CPU time of the load generator itself in that time, in microseconds
public record Report(
    String name,
    int connections,
    int clients,
    double seconds,
    Histogram micros,
    Map<String, Long> failures,
    double cpuMicros) {

  /// Requests answered with success.
  public long succeeded() {
    return micros.getTotalCount();
  }

  /// Requests answered with an error, or not at all.
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Successful requests a second.
  public double rate() {
    return seconds > 0 ? succeeded() / seconds : 0;
  }

  /// CPU time of the load generator for one request, in microseconds.
  public double cpuMicrosPerRequest() {
    long requests = succeeded() + failed();
    return requests == 0 ? 0 : cpuMicros / requests;
  }

  /// For people: a few lines.
  public String text() {
    String failed =
        failures.entrySet().stream()
            .map(e -> "%n  %,d x %s".formatted(e.getValue(), e.getKey()))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        """
        %s: %,.0f/s  (%,d in %.2f s, %,d clients on %d connections)
        latency ms: mean %.2f  p50 %.2f  p90 %.2f  p95 %.2f  p99 %.2f  p99.9 %.2f  max %.2f
        errors: %,d%s
        load generator: %.1f us of CPU a request\
        """,
        name,
        rate(),
        succeeded(),
        seconds,
        clients,
        connections,
        micros.getMean() / 1000,
        ms(50),
        ms(90),
        ms(95),
        ms(99),
        ms(99.9),
        micros.getMaxValue() / 1000.0,
        failed(),
        failed,
        cpuMicrosPerRequest());
  }

  /// For scripts: one line; latencies in milliseconds.
  public String json() {
    String failed =
        failures.entrySet().stream()
            .map(e -> "\"%s\":%d".formatted(escaped(e.getKey()), e.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
    return String.format(
        Locale.ROOT,
        "{\"name\":\"%s\",\"clients\":%d,\"conns\":%d,\"seconds\":%.3f,\"ops\":%d,"
            + "\"ops_per_s\":%.1f,\"mean_ms\":%.3f,\"p50_ms\":%.3f,\"p90_ms\":%.3f,"
            + "\"p95_ms\":%.3f,\"p99_ms\":%.3f,\"p99_9_ms\":%.3f,\"max_ms\":%.3f,"
            + "\"errors\":%d,\"errors_by_text\":%s,\"cpu_us_per_op\":%.1f}",
        name,
        clients,
        connections,
        seconds,
        succeeded(),
        rate(),
        micros.getMean() / 1000,
        ms(50),
        ms(90),
        ms(95),
        ms(99),
        ms(99.9),
        micros.getMaxValue() / 1000.0,
        failed(),
        failed,
        cpuMicrosPerRequest());
  }

  private double ms(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1000.0;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
  }
}
