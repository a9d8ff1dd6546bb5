package bench;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// The connections of a load, spread over its endpoints in turn, each with a tally; listeners run
/// on a connection's event loop.
final class Connections {

  private static final int FLOW_CONTROL_WINDOW_BYTES = 8 << 20;

  private final EventLoopGroup loops;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<Tally> tallies = new ArrayList<>();

  Connections(Load load) {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    loops = new MultiThreadIoEventLoopGroup(load.threads(), io);
    for (int i = 0; i < load.connections(); i++) {
      String endpoint = load.endpoints().get(i % load.endpoints().size());
      channels.add(
          channel(
              load.dial().apply(endpoint),
              epoll ? EpollSocketChannel.class : NioSocketChannel.class));
      tallies.add(new Tally());
    }
  }

  private ManagedChannel channel(NettyChannelBuilder dialed, Class<? extends Channel> type) {
    return dialed
        .disableRetry()
        .directExecutor()
        .eventLoopGroup(loops)
        .channelType(type)
        .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .build();
  }

  io.grpc.Channel channel(int connection) {
    return channels.get(connection);
  }

  Tally tally(int connection) {
    return tallies.get(connection);
  }

  ScheduledExecutorService loops() {
    return loops;
  }

  /// Latencies of all connections, in microseconds.
  Histogram micros() {
    Histogram micros = new Histogram(Tally.LONGEST_MICROS, Tally.SIGNIFICANT_DIGITS);
    tallies.forEach(tally -> tally.addLatenciesTo(micros));
    return micros;
  }

  /// How often each failure was answered.
  Map<String, Long> failures() {
    Map<String, Long> failures = new TreeMap<>();
    tallies.forEach(tally -> tally.addFailuresTo(failures));
    return failures;
  }

  /// Ends all calls and waits for the event loops.
  void close() throws InterruptedException {
    channels.forEach(ManagedChannel::shutdownNow);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
  }
}
