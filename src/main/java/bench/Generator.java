package bench;

import com.sun.management.OperatingSystemMXBean;
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
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Runs a workload under a load.
public final class Generator {

  private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LAST_ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final int FLOW_CONTROL_WINDOW_BYTES = 8 << 20;

  /// Told a few times a second how far the run is, between 0 and 1.
  public interface Progress {
    void at(double done, boolean warming);
  }

  private final Load load;
  private final Workload workload;
  private final Progress progress;
  private final Run run;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<Tally> tallies = new ArrayList<>();

  private Generator(Load load, Workload workload, Progress progress) {
    this.load = load;
    this.workload = workload;
    this.progress = progress;
    this.run = new Run(load);
  }

  /// Runs the load to its end.
  ///
  /// @throws InterruptedException if this thread is told to give up
  public static Report run(Load load, Workload workload, Progress progress)
      throws InterruptedException {
    return new Generator(load, workload, progress).run();
  }

  private Report run() throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(load.threads(), io);
    try {
      long startNanos = System.nanoTime();
      long startCpuNanos = cpuNanos();
      start(loops, epoll ? EpollSocketChannel.class : NioSocketChannel.class);
      if (!load.warmup().isZero()) {
        waitFor(load.warmup().toNanos(), true);
        startNanos = System.nanoTime();
        startCpuNanos = cpuNanos();
        run.measure();
      }
      waitFor(load.longest().toNanos(), false);
      run.end();
      run.awaitIdle(LAST_ANSWERS_NANOS);
      return report(System.nanoTime() - startNanos, cpuNanos() - startCpuNanos);
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }
  }

  private void start(EventLoopGroup loops, Class<? extends Channel> channelType) {
    for (int i = 0; i < load.connections(); i++) {
      String endpoint = load.endpoints().get(i % load.endpoints().size());
      channels.add(
          NettyChannelBuilder.forTarget("dns:///" + endpoint)
              .usePlaintext()
              .disableRetry()
              .directExecutor()
              .eventLoopGroup(loops)
              .channelType(channelType)
              .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
              .maxInboundMessageSize(Integer.MAX_VALUE)
              .build());
      tallies.add(new Tally());
    }
    for (int i = 0; i < load.clients(); i++) {
      int connection = i % load.connections();
      new Client(run, workload, channels.get(connection), loops, tallies.get(connection)).next();
    }
  }

  /// Waits for the end of a phase and shows how far it is.
  private void waitFor(long longestNanos, boolean warming) throws InterruptedException {
    long startNanos = System.nanoTime();
    for (long passed = 0; passed < longestNanos; passed = System.nanoTime() - startNanos) {
      if (run.awaitExhausted(Math.min(PROGRESS_NANOS, longestNanos - passed))) {
        break;
      }
      double sent = warming ? 0 : 1 - (double) run.left() / load.total();
      progress.at(Math.max(sent, (double) passed / longestNanos), warming);
    }
  }

  private Report report(long nanos, long cpuNanos) {
    Histogram micros = new Histogram(Tally.LONGEST_MICROS, 3);
    Map<String, Long> failures = new TreeMap<>();
    tallies.forEach(tally -> tally.addTo(micros, failures));
    return new Report(
        workload.name(),
        load.connections(),
        load.clients(),
        nanos / (double) TimeUnit.SECONDS.toNanos(1),
        micros,
        failures,
        cpuNanos / (double) TimeUnit.MICROSECONDS.toNanos(1));
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
