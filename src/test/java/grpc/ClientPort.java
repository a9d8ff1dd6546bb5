package grpc;

import gateway.Gateway;
import http.AccessRules;
import http.HttpConnections;
import http.HttpLimits;
import http.Probes;
import http.Routes;
import http.Site;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import metrics.GrpcMetrics;
import metrics.Metrics;
import metrics.SlowCalls;
import org.jspecify.annotations.Nullable;
import service.LoneMember;
import service.MemberMetrics;
import tls.LiveTls;

/// A member with its client port open on loopback, over real sockets.
public final class ClientPort implements AutoCloseable {

  private final LoneMember member = new LoneMember();
  private final Metrics metrics = new Metrics();
  private final GrpcServer.Services services;
  private final GrpcMetrics grpcMetrics;
  private final UnderWay underWay = new UnderWay();
  private final InProcess inside;
  private final HttpConnections http;
  private final GrpcServer server;
  private final ManagedChannel channel;

  public ClientPort() {
    this(Duration.ofSeconds(10));
  }

  /// @param patience how long connections may take over their first bytes and requests
  public ClientPort(Duration patience) {
    this(patience, AccessRules.OPEN, null, SlowCalls.NONE);
  }

  /// @param access who may ask over HTTP/1.1
  public ClientPort(Duration patience, AccessRules access) {
    this(patience, access, null, SlowCalls.NONE);
  }

  /// @param tls for the first of two ports; who is a user by it may not use the gateway
  public ClientPort(Duration patience, LiveTls tls) {
    this(
        patience,
        new AccessRules(Set.of(), Set.of(), session -> tls.user(session) != null),
        tls,
        SlowCalls.NONE);
  }

  /// @param slow hears of calls that take long
  public ClientPort(SlowCalls slow) {
    this(Duration.ofSeconds(10), AccessRules.OPEN, null, slow);
  }

  /// One where HTTP/1.1 is not served.
  ///
  /// @param tls for the first of two ports; null for one port without
  static ClientPort ofGrpcAlone(Duration patience, @Nullable LiveTls tls) {
    return new ClientPort(patience, AccessRules.OPEN, tls, SlowCalls.NONE, false);
  }

  private ClientPort(Duration patience, AccessRules access, @Nullable LiveTls tls, SlowCalls slow) {
    this(patience, access, tls, slow, true);
  }

  private ClientPort(
      Duration patience,
      AccessRules access,
      @Nullable LiveTls tls,
      SlowCalls slow,
      boolean besideGrpc) {
    grpcMetrics = new GrpcMetrics(metrics, true, slow);
    services =
        new GrpcServer.Services(
            member.kv(),
            member.watches(),
            member.leases(),
            member.locks(),
            member.elections(),
            member.members(),
            member.maintenance(),
            member.users());
    var context = member.context();
    MemberMetrics.register(metrics, context, member.entrance(), member.pending());
    MemberMetrics.register(metrics, member.maintenance());
    MemberMetrics.register(metrics, member.hub());
    var probes = new Probes(context, member.kv(), member.maintenance());
    var max = context.limits().maxMessageBytes();
    var limits = HttpLimits.of(max);
    inside = open(max);
    var gateway = new Gateway(inside.channel(), limits.maxBodyBytes());
    var routes = gateway.below(Routes.of(probes, metrics, context.bulkReads()));
    http =
        new HttpConnections(
            new Site(routes, gateway, access),
            new HttpLimits(
                limits.maxLineBytes(),
                limits.maxHeaderBytes(),
                limits.maxBodyBytes(),
                patience,
                limits.idleTimeout()));
    server = start(max, patience, tls, besideGrpc ? http : null);
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  private InProcess open(int maxMessageBytes) {
    var context = member.context();
    try {
      return InProcess.open(
          context, services, grpcMetrics, maxMessageBytes, underWay, context.bulkReads());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private GrpcServer start(
      int maxMessageBytes,
      Duration patience,
      @Nullable LiveTls tls,
      @Nullable HttpConnections besideGrpc) {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var port = Port.of(any, 1, maxMessageBytes);
    try {
      return GrpcServer.start(
          new Port(
              tls == null ? port.sockets() : List.of(new Port.Socket(any, tls), plain(any)),
              port.workers(),
              port.maxMessageBytes(),
              port.maxCalls(),
              port.minPingInterval(),
              port.pingsWithoutCalls(),
              port.pingAfter(),
              port.pingTimeout(),
              patience),
          member.context(),
          services,
          grpcMetrics,
          underWay,
          besideGrpc);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  private static Port.Socket plain(InetSocketAddress address) {
    return new Port.Socket(address, null);
  }

  /// Where TLS is not spoken, beside a port where it is.
  public int plainPort() {
    return server.ports().getLast();
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

  /// Lets clients go, as a member does that is told to stop.
  ///
  /// @param grace how long calls may take
  /// @return whether all had gone by then
  boolean leave(Duration grace) throws InterruptedException {
    long deadline = System.nanoTime() + grace.toNanos();
    server.leave();
    http.leave();
    underWay.leave();
    underWay.await(this::isLeft, deadline);
    return isLeft();
  }

  private boolean isLeft() {
    return http.areGone() && server.isGone();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    http.close();
    inside.close();
    server.close();
    member.close();
  }
}
