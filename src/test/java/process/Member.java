package process;

import etcdserverpb.ClusterGrpc;
import etcdserverpb.KVGrpc;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.RangeRequest;
import etcdserverpb.StatusRequest;
import etcdserverpb.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// One member: a process, the signals one can send it, and the channel its clients use.
public final class Member {

  /// Longer than any start that is not stuck, on a machine that does much else besides.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration POLL = Duration.ofMillis(10);
  private static final RangeRequest ANY_KEY =
      RangeRequest.newBuilder().setKey(Bytes.of("health")).build();

  private final Program program;
  private final MemberFlags flags;
  private final Path log;
  private @Nullable Process process;
  private @Nullable ManagedChannel channel;
  private long startedAt;

  Member(Program program, MemberFlags flags, Path log) {
    this.program = program;
    this.flags = flags;
    this.log = log;
  }

  public String name() {
    return flags.name();
  }

  public MemberFlags flags() {
    return flags;
  }

  /// `host:port` as etcdctl and gRPC take it.
  public String endpoint() {
    return "127.0.0.1:" + flags.clientPort();
  }

  /// Starts the process, and returns without waiting for it to serve.
  public void start() {
    if (isRunning()) {
      throw new IllegalStateException(name() + " runs already");
    }
    try {
      startedAt = System.nanoTime();
      process =
          new ProcessBuilder(program.command(flags.words()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Processes.endWithThisJvm(process);
  }

  /// Waits until the member answers a linearizable read, which needs a leader.
  ///
  /// @return the time since its start
  public Duration awaitServing() {
    Awaitility.await(name() + " serves")
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .failFast(name() + " has exited", () -> !isRunning())
        .untilAsserted(this::assertAnswersARead);
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  private void assertAnswersARead() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", flags.clientPort()), 100);
      kv(Duration.ofSeconds(2)).range(ANY_KEY);
    } catch (IOException notListening) {
      throw new AssertionError("nobody listens at " + endpoint(), notListening);
    } catch (StatusRuntimeException notYet) {
      channel().resetConnectBackoff();
      throw new AssertionError(notYet.getStatus().toString(), notYet);
    }
  }

  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  /// SIGKILL: nothing in the process gets to run any more. Returns when it is gone.
  public void kill() {
    running().destroyForcibly();
    awaitExit();
  }

  /// SIGTERM, as an operator or an init system ends a member. Returns at once.
  public void terminate() {
    running().destroy();
  }

  /// SIGSTOP: the process stands still in the middle of whatever it does.
  public void pause() {
    Processes.signal(running(), "STOP");
  }

  /// SIGCONT: the process goes on, as if no time had passed.
  public void resume() {
    Processes.signal(running(), "CONT");
  }

  /// Waits for the process to end by itself.
  ///
  /// @return its exit code
  public int awaitExit() {
    try {
      Process ending = running();
      if (!ending.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(name() + " does not end");
      }
      closeChannel();
      return ending.exitValue();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + name() + " was to end", interrupt);
    }
  }

  /// The KV service of this member; a call fails after the deadline.
  public KVGrpc.KVBlockingStub kv(Duration deadline) {
    return KVGrpc.newBlockingStub(channel())
        .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  public ClusterGrpc.ClusterBlockingStub cluster() {
    return ClusterGrpc.newBlockingStub(channel())
        .withDeadlineAfter(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// This member's view of itself and of the leader.
  ///
  /// @throws StatusRuntimeException if it does not answer within a second
  public StatusResponse status() {
    return MaintenanceGrpc.newBlockingStub(channel())
        .withDeadlineAfter(1, TimeUnit.SECONDS)
        .status(StatusRequest.getDefaultInstance());
  }

  /// Whether the member answers, and takes itself for the leader.
  boolean leads() {
    try {
      StatusResponse view = status();
      return view.getLeader() == view.getHeader().getMemberId();
    } catch (StatusRuntimeException silent) {
      return false;
    }
  }

  /// The connection of this test's clients to the member as it runs now.
  public synchronized ManagedChannel channel() {
    if (channel == null) {
      channel =
          ManagedChannelBuilder.forTarget("dns:///" + endpoint())
              .usePlaintext()
              .maxInboundMessageSize(Integer.MAX_VALUE)
              .build();
    }
    return channel;
  }

  /// All that the member has written since its first start.
  public List<String> log() {
    try {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Ends whatever still runs.
  void close() {
    if (process != null) {
      process.destroyForcibly();
      awaitExit();
    }
    closeChannel();
  }

  private synchronized void closeChannel() {
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException(name() + " was never started");
    }
    return process;
  }

  @Override
  public String toString() {
    return name() + " (" + endpoint() + ")";
  }
}
