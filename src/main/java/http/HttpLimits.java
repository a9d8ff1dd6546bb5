package http;

import java.time.Duration;

/// What an HTTP connection may ask for, and how slowly.
///
/// @param maxLineBytes longest request line
/// @param maxHeaderBytes all headers of a request together
/// @param maxBodyBytes largest body
/// @param requestTimeout from a request's first byte to its last
/// @param idleTimeout how long a connection may rest between requests
public record HttpLimits(
    int maxLineBytes,
    int maxHeaderBytes,
    int maxBodyBytes,
    Duration requestTimeout,
    Duration idleTimeout) {

  /// Values that fit probes, scrapes and small JSON.
  ///
  /// @param maxBodyBytes the largest request of the gRPC side, which JSON makes no smaller
  public static HttpLimits of(int maxBodyBytes) {
    return new HttpLimits(
        8 << 10, 32 << 10, maxBodyBytes, Duration.ofSeconds(10), Duration.ofMinutes(5));
  }
}
