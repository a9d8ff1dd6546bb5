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

  /// Values that fit probes, scrapes and JSON.
  ///
  /// @param maxMessageBytes the largest request of the gRPC side
  public static HttpLimits of(int maxMessageBytes) {
    return new HttpLimits(
        8 << 10,
        32 << 10,
        jsonBytes(maxMessageBytes),
        Duration.ofSeconds(10),
        Duration.ofMinutes(5));
  }

  /// The largest body that a message of so many bytes comes in: base64 takes four bytes for three.
  public static int jsonBytes(int messageBytes) {
    return Math.multiplyExact(2, messageBytes);
  }
}
