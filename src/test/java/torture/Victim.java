package torture;

import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.StatusRequest;
import etcdserverpb.StatusResponse;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One member: a process of its own, which is started, signalled and started again.
final class Victim implements AutoCloseable {

  private static final Duration STATUS_DEADLINE = Duration.ofSeconds(2);
  private static final int LOG_LINES = 5;

  private final String name;
  private final String endpoint;
  private final List<String> command;
  private final Path log;
  private final ManagedChannel channel;
  private @Nullable Process process;

  /// @param endpoint `host:port` of its clients
  /// @param as whom its status is asked
  Victim(String name, String endpoint, List<String> command, Path log, List<ClientInterceptor> as) {
    this.name = name;
    this.endpoint = endpoint;
    this.command = command;
    this.log = log;
    this.channel =
        NettyChannelBuilder.forTarget("dns:///" + endpoint).usePlaintext().intercept(as).build();
  }

  ManagedChannel channel() {
    return channel;
  }

  String endpoint() {
    return endpoint;
  }

  void start() {
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  boolean runs() {
    return process != null && process.isAlive();
  }

  void kill() {
    running().destroyForcibly().onExit().join();
  }

  /// SIGTERM, and SIGKILL if that does not help in time.
  ///
  /// @return whether it ended by itself
  boolean terminate(Duration patience) throws InterruptedException {
    running().destroy();
    boolean ended = running().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      kill();
    }
    return ended;
  }

  void signal(String signal) {
    Shell.run("kill -%s %d".formatted(signal, running().pid()));
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process;
  }

  /// What it says of itself and its leader, if it answers.
  Optional<StatusResponse> status() {
    try {
      return Optional.of(
          MaintenanceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(STATUS_DEADLINE.toNanos(), TimeUnit.NANOSECONDS)
              .status(StatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException silent) {
      channel.resetConnectBackoff();
      return Optional.empty();
    }
  }

  /// The end of what it wrote, in one line.
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
    channel.shutdownNow();
  }

  @Override
  public String toString() {
    return name;
  }
}
