package sampo.cli;

import bench.Load;
import java.io.Console;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How much load, for how long.
final class LoadOptions {

  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration DEFAULT_LENGTH = Duration.ofSeconds(10);

  @Option(
      names = "--conns",
      paramLabel = "N",
      defaultValue = "1",
      description = "Connections, spread over the endpoints (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "1",
      description = "Clients, spread over the connections (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of the load generator (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(names = "--total", paramLabel = "N", description = "Requests to send.")
  private @Nullable Long total;

  @Option(names = "--seconds", paramLabel = "S", description = "Seconds to go on (default: 10).")
  private @Nullable Integer seconds;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seconds under the same load before anything counts (default: 0).")
  private int warmupSeconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "Requests a second at most; latency then counts from when one was due.")
  private long ratePerSecond;

  @Option(names = "--no-progress", description = "Show no progress bar.")
  private boolean noProgress;

  Load load(ClientOptions options) {
    try {
      return new Load(
          options.endpoints(),
          options.dial(),
          connections,
          clients,
          threads,
          Duration.ofSeconds(warmupSeconds),
          total == null ? Long.MAX_VALUE : total,
          longest(),
          ratePerSecond);
    } catch (IllegalArgumentException e) {
      throw options.misuse(String.valueOf(e.getMessage()));
    }
  }

  boolean showsProgress() {
    return !noProgress && isTerminal(System.console());
  }

  private static boolean isTerminal(@Nullable Console console) {
    return console != null && console.isTerminal();
  }

  private Duration longest() {
    if (seconds != null) {
      return Duration.ofSeconds(seconds);
    }
    return total == null ? DEFAULT_LENGTH : LONGEST;
  }
}
