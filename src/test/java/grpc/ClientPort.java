package grpc;

import http.HttpConnections;
import http.HttpLimits;
import http.Probes;
import http.Routes;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import metrics.GrpcMetrics;
import metrics.Metrics;
import service.LoneMember;
import service.MemberMetrics;

/// A member with its client port open on loopback, over real sockets.
public final class ClientPort implements AutoCloseable {

  private final LoneMember member = new LoneMember();
  private final Metrics metrics = new Metrics();
  private final HttpConnections http;
  private final GrpcServer server;
  private final ManagedChannel channel;

  public ClientPort() {
    this(Duration.ofSeconds(10));
  }

  /// @param patience how long connections may take over their first bytes and requests
  public ClientPort(Duration patience) {
    var context = member.context();
    MemberMetrics.register(metrics, context, member.entrance(), member.pending());
    MemberMetrics.register(metrics, member.hub());
    var probes = new Probes(context, member.kv(), member.maintenance());
    var max = context.limits().maxMessageBytes();
    var limits = HttpLimits.of(max);
    http =
        new HttpConnections(
            Routes.of(probes, metrics, context.bulkReads()),
            new HttpLimits(
                limits.maxLineBytes(),
                limits.maxHeaderBytes(),
                max,
                patience,
                limits.idleTimeout()));
    server = start(max, patience);
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  private GrpcServer start(int maxMessageBytes, Duration patience) {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var port = Port.of(any, 1, maxMessageBytes);
    var services =
        new GrpcServer.Services(
            member.kv(),
            member.watches(),
            member.leases(),
            member.members(),
            member.maintenance(),
            member.users());
    try {
      return GrpcServer.start(
          new Port(
              port.address(),
              port.workers(),
              port.maxMessageBytes(),
              port.minPingInterval(),
              port.pingsWithoutCalls(),
              port.pingAfter(),
              port.pingTimeout(),
              patience),
          member.context(),
          services,
          new GrpcMetrics(metrics),
          http);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  public LoneMember member() {
    return member;
  }

  public ManagedChannel channel() {
    return channel;
  }

  public int port() {
    return server.port();
  }

  public String scrape() {
    return new String(metrics.scrape(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    http.close();
    server.close();
    member.close();
  }
}
