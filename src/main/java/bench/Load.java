package bench;

import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// How hard, how long and against whom.
///
/// @param endpoints connections are spread over them in turn
/// @param dial begins a connection to an endpoint
/// @param connections HTTP/2 connections in all
/// @param clients requests outstanding at any time, spread over the connections
/// @param threads event loops that serve the connections
/// @param warmup time under the same load before anything is counted
/// @param total requests to count; `Long.MAX_VALUE` where only `longest` ends the run
/// @param longest time after which the run ends even below `total`
/// @param ratePerSecond requests to send a second at most; 0: as many as are answered
public record Load(
    List<String> endpoints,
    Function<String, NettyChannelBuilder> dial,
    int connections,
    int clients,
    int threads,
    Duration warmup,
    long total,
    Duration longest,
    long ratePerSecond) {

  /// @throws IllegalArgumentException if a number is not positive where it must be
  public Load {
    endpoints = List.copyOf(endpoints);
    requirePositive("--conns", connections);
    requirePositive("--clients", clients);
    requirePositive("--threads", threads);
    requirePositive("--total", total);
    if (clients < connections) {
      throw new IllegalArgumentException(
          "--clients (%d) is below --conns (%d): some connections would be idle"
              .formatted(clients, connections));
    }
    if (ratePerSecond < 0) {
      throw new IllegalArgumentException("--rate must not be negative");
    }
  }

  private static void requirePositive(String flag, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(flag + " must be positive");
    }
  }
}
