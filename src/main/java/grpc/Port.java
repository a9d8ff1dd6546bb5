package grpc;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tls.LiveTls;

/// The client port of a member and what it puts up with.
///
/// @param sockets where it listens
/// @param workers event loops, each a thread, that serve all connections
/// @param maxMessageBytes largest request message
/// @param maxCalls calls at a time on one connection
/// @param minPingInterval clients that ping more often are sent away
/// @param pingsWithoutCalls whether clients may ping when they have no call
/// @param pingAfter silence on a connection after which the server pings; zero for never
/// @param pingTimeout how long the answer to that may take
/// @param firstBytesTimeout how long a new connection may take over a TLS handshake, and then to
///   say what it speaks
public record Port(
    List<Socket> sockets,
    int workers,
    int maxMessageBytes,
    int maxCalls,
    Duration minPingInterval,
    boolean pingsWithoutCalls,
    Duration pingAfter,
    Duration pingTimeout,
    Duration firstBytesTimeout) {

  /// Where a port listens.
  ///
  /// @param address port 0 for any free one
  /// @param tls null to speak without
  public record Socket(InetSocketAddress address, @Nullable LiveTls tls) {}

  /// A port with etcd's values (https://etcd.io/docs/latest/op-guide/configuration/).
  public static Port of(InetSocketAddress address, int workers, int maxMessageBytes) {
    return new Port(
        List.of(new Socket(address, null)),
        workers,
        maxMessageBytes,
        Integer.MAX_VALUE,
        Duration.ofSeconds(5),
        false,
        Duration.ofHours(2),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10));
  }
}
