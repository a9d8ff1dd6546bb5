package sampo.settings;

import java.time.Duration;
import sampo.InvalidSettings;

/// What a gRPC connection may do, and how it is kept alive.
///
/// @param maxConcurrentStreams calls at a time on a connection (`--max-concurrent-streams`)
/// @param minPingInterval clients that ping more often are sent away (`--grpc-keepalive-min-time`)
/// @param pingAfter silence after which the member pings; zero for never
///   (`--grpc-keepalive-interval`)
/// @param pingTimeout how long the answer to that may take (`--grpc-keepalive-timeout`)
public record ConnectionSettings(
    long maxConcurrentStreams, Duration minPingInterval, Duration pingAfter, Duration pingTimeout) {

  /// @throws InvalidSettings if a value is out of bounds
  public ConnectionSettings {
    if (maxConcurrentStreams < 1) {
      throw new InvalidSettings("--max-concurrent-streams must be >0");
    }
    if (minPingInterval.isNegative() || pingAfter.isNegative() || pingTimeout.isNegative()) {
      throw new InvalidSettings("--grpc-keepalive-* must not be negative");
    }
  }
}
