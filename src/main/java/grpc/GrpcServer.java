package grpc;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import metrics.GrpcMetrics;
import org.jspecify.annotations.Nullable;
import service.Elections;
import service.Kv;
import service.Leases;
import service.Locks;
import service.Maintenance;
import service.MemberContext;
import service.Members;
import service.Users;
import service.Watches;

/// The client port: etcd's v3 API on gRPC, and HTTP/1.1 beside it or not.
public final class GrpcServer implements AutoCloseable {

  /// The services a member offers.
  public record Services(
      Kv kv,
      Watches watches,
      Leases leases,
      Locks locks,
      Elections elections,
      Members members,
      Maintenance maintenance,
      Users users) {}

  /// Messages over the limit are read, so that their senders hear etcd's words, up to this many
  /// times the limit; beyond, the connection's own guard refuses them unread.
  private static final int OVERSIZE = 4;

  private static final Class<? extends ServerChannel> EPOLL = EpollServerSocketChannel.class;
  private static final Class<? extends ServerChannel> NIO = NioServerSocketChannel.class;

  /// Tell, with a stack trace, of each client that goes away or sends too much. Held here, since a
  /// logger that nobody holds forgets its level.
  private static final List<Logger> NOISY =
      List.of(
          Logger.getLogger("io.grpc.netty.NettyServerHandler"),
          Logger.getLogger("io.grpc.netty.NettyServerStream"));

  static {
    NOISY.forEach(logger -> logger.setLevel(Level.SEVERE));
  }

  /// For the event loops to close their connections.
  private static final Duration CLOSING = Duration.ofSeconds(1);

  /// As long as gRPC's builder takes for never.
  private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

  private final EventLoopGroup boss;
  private final EventLoopGroup workers;
  private final List<Server> servers;
  private final HealthStatusManager health;

  private GrpcServer(
      EventLoopGroup boss,
      EventLoopGroup workers,
      List<Server> servers,
      HealthStatusManager health) {
    this.boss = boss;
    this.workers = workers;
    this.servers = servers;
    this.health = health;
  }

  /// Listens.
  ///
  /// @param underWay is told of all calls
  /// @param http1 fills the pipeline of a connection that speaks HTTP/1; null to refuse those
  /// @throws IOException when the address cannot be had
  public static GrpcServer start(
      Port port,
      MemberContext member,
      Services services,
      GrpcMetrics metrics,
      UnderWay underWay,
      @Nullable Consumer<ChannelPipeline> http1)
      throws IOException {
    var leaderLoss = new LeaderLoss(member::hasLeader);
    var shared =
        new ServiceBuilder.Shared(
            new Gate(member, metrics), metrics, port.maxMessageBytes(), leaderLoss, underWay);
    var health = new HealthStatusManager();
    var definitions = new ArrayList<>(definitions(services, shared));
    definitions.add(health.getHealthService().bindService());
    var boss = eventLoops(1, "client-port");
    var workers = eventLoops(port.workers(), "client-connections");
    List<Server> servers = new ArrayList<>();
    try {
      for (var socket : port.sockets()) {
        var sharing = new PortSharing(http1, port.firstBytesTimeout(), socket.tls());
        var builder = builder(socket, port, definitions, sharing);
        servers.add(builder.bossEventLoopGroup(boss).workerEventLoopGroup(workers).build().start());
      }
      leaderLoss.watchOn(boss.next(), member.limits().electionTimeout());
      return new GrpcServer(boss, workers, servers, health);
    } catch (IOException | RuntimeException failed) {
      servers.forEach(Server::shutdownNow);
      boss.shutdownGracefully();
      workers.shutdownGracefully();
      throw failed;
    }
  }

  /// etcd's services, for a port or for callers in this process.
  static List<ServerServiceDefinition> definitions(
      Services services, ServiceBuilder.Shared shared) {
    ServiceBuilder.countAll(shared);
    return List.of(
        KvService.create(services.kv(), shared),
        WatchService.create(services.watches(), shared),
        LeaseService.create(services.leases(), shared),
        LockService.create(services.locks(), shared),
        ElectionService.create(services.elections(), shared),
        ClusterService.create(services.members(), shared),
        MaintenanceService.create(services.maintenance(), shared),
        AuthService.create(services.users(), shared));
  }

  /// The port that its first socket listens on.
  public int port() {
    return servers.getFirst().getPort();
  }

  /// The ports that its sockets listen on.
  public List<Integer> ports() {
    return servers.stream().map(Server::getPort).toList();
  }

  /// Refuses new connections and calls, and lets connections go once their calls have ended.
  public void leave() {
    health.enterTerminalState();
    servers.forEach(Server::shutdown);
  }

  /// Whether there are no connections any more.
  public boolean isGone() {
    return servers.stream().allMatch(Server::isTerminated);
  }

  /// Closes all connections.
  @Override
  public void close() {
    servers.forEach(Server::shutdownNow);
    boss.shutdownGracefully(0, CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    workers.shutdownGracefully(0, CLOSING.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static NettyServerBuilder builder(
      Port.Socket socket, Port port, List<ServerServiceDefinition> services, PortSharing sharing) {
    var pingAfter = port.pingAfter().isZero() ? NEVER : port.pingAfter();
    return NettyServerBuilder.forAddress(socket.address())
        .channelType(Epoll.isAvailable() ? EPOLL : NIO)
        .protocolNegotiator(sharing)
        .directExecutor()
        .handshakeTimeout(port.firstBytesTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .withOption(ChannelOption.SO_BACKLOG, 1024)
        .withChildOption(ChannelOption.TCP_NODELAY, true)
        .maxInboundMessageSize(Math.multiplyExact(OVERSIZE, port.maxMessageBytes()))
        .permitKeepAliveTime(port.minPingInterval().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(port.pingsWithoutCalls())
        .maxConcurrentCallsPerConnection(port.maxCalls())
        .keepAliveTime(pingAfter.toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(port.pingTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .addServices(services)
        .fallbackHandlerRegistry(UnknownMethods.beside(services));
  }

  private static EventLoopGroup eventLoops(int threads, String name) {
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), io);
  }
}
