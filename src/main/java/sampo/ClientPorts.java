package sampo;

import grpc.GrpcServer;
import grpc.Port;
import http.HttpConnections;
import http.HttpPorts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The sockets at which a member serves its clients.
final class ClientPorts implements AutoCloseable {

  private static final Duration FIRST_BYTES = Duration.ofSeconds(10);

  /// Opens the port of gRPC, which HTTP/1.1 shares unless it has ports of its own.
  interface Shared {
    GrpcServer open(Port port) throws IOException;
  }

  private final GrpcServer shared;
  private final HttpPorts http;

  private ClientPorts(GrpcServer shared, HttpPorts http) {
    this.shared = shared;
    this.http = http;
  }

  /// Listens at every URL of clients.
  ///
  /// @param all sets up connections to HTTP/1.1 as a whole
  /// @param observing sets up connections to what tells how the member is
  /// @throws IOException if an address cannot be had
  static ClientPorts open(
      Settings settings, Core core, Shared shared, HttpConnections all, HttpConnections observing)
      throws IOException {
    var ports = new ClientPorts(shared.open(port(settings, core)), new HttpPorts());
    try {
      ports.listen(settings.service().http().httpUrls(), core.certificates(), all);
      ports.listen(settings.service().http().metricsUrls(), core.certificates(), observing);
      return ports;
    } catch (IOException taken) {
      ports.close();
      throw taken;
    }
  }

  private void listen(List<HttpUrl> urls, Certificates certificates, HttpConnections connections)
      throws IOException {
    for (HttpUrl url : urls) {
      http.listen(Ports.address(url), certificates.clients(url), connections);
    }
  }

  private static Port port(Settings settings, Core core) {
    var sockets =
        settings.listenClientUrls().stream()
            .map(url -> new Port.Socket(Ports.address(url), core.certificates().clients(url)))
            .toList();
    var connections = settings.service().connections();
    return new Port(
        sockets,
        core.config().config().getInt("sampo.limits.connection-threads"),
        core.config().limits().maxMessageBytes(),
        (int) Math.min(connections.maxConcurrentStreams(), Integer.MAX_VALUE),
        connections.minPingInterval(),
        false,
        connections.pingAfter(),
        connections.pingTimeout(),
        FIRST_BYTES);
  }

  /// Takes no more connections, and lets go those that speak gRPC, after their calls.
  void leave() {
    http.leave();
    shared.leave();
  }

  /// Whether there are no connections any more at the port that gRPC and HTTP/1.1 share.
  boolean isGone() {
    return shared.isGone();
  }

  @Override
  public void close() {
    http.close();
    shared.close();
  }
}
