package grpc;

import java.net.InetSocketAddress;
import java.time.Duration;

/// The client port of a member and what it puts up with.
///
/// @param address where it listens; port 0 for any free one
/// @param workers event loops, each a thread, that serve all connections
/// @param maxMessageBytes largest request message
/// @param minPingInterval clients that ping more often are sent away
/// @param pingsWithoutCalls whether clients may ping when they have no call
/// @param pingAfter silence on a connection after which the server pings
/// @param pingTimeout how long the answer to that may take
/// @param firstBytesTimeout how long a new connection may take to say what it speaks
public record Port(
    InetSocketAddress address,
    int workers,
    int maxMessageBytes,
    Duration minPingInterval,
    boolean pingsWithoutCalls,
    Duration pingAfter,
    Duration pingTimeout,
    Duration firstBytesTimeout) {

  /// A port with etcd's values (https://etcd.io/docs/latest/op-guide/configuration/).
  public static Port of(InetSocketAddress address, int workers, int maxMessageBytes) {
    return new Port(
        address,
        workers,
        maxMessageBytes,
        Duration.ofSeconds(5),
        false,
        Duration.ofHours(2),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10));
  }
}
