package bench;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Many watchers of one key, and one who puts it: the latency of an event is the time from its put,
/// as the one who puts it sends it, to when a watcher has it.
///
/// With no rate asked for, a put waits until all have heard of those before it but a few.
public final class FanOut {

  private static final long LONGEST_WAIT_SECONDS = 60;
  private static final ByteString KEY = ByteString.copyFromUtf8("sampo-bench/fan-out");

  private final Load load;
  private final int putsUnderWay;
  private final int valueBytes;
  private final Generator.Progress progress;
  private final Audience audience;
  private final Connections connections;

  private FanOut(
      Load load,
      int putsUnderWay,
      int valueBytes,
      Generator.Progress progress,
      Connections connections) {
    this.load = load;
    this.putsUnderWay = putsUnderWay;
    this.valueBytes = valueBytes;
    this.progress = progress;
    this.connections = connections;
    this.audience = new Audience(load.clients());
  }

  /// Runs the load to its end; its clients are the watchers, its total the puts, and what is
  /// counted are events.
  ///
  /// @param streams watch streams that the watchers share, spread over the connections
  /// @param putsUnderWay puts that not all have heard of, at most, if there is no rate
  /// @param valueBytes of each value, at least 8
  /// @throws InterruptedException if this thread is told to give up
  /// @throws IllegalArgumentException if there are more streams than watchers, no put may be under
  ///   way, or values are too short to hold a time
  public static Report run(
      Load load, int streams, int putsUnderWay, int valueBytes, Generator.Progress progress)
      throws InterruptedException {
    if (streams < 1 || streams > load.clients()) {
      throw new IllegalArgumentException("--streams must be between 1 and --clients");
    }
    if (putsUnderWay < 1) {
      throw new IllegalArgumentException("--puts must be at least 1");
    }
    if (valueBytes < Long.BYTES) {
      throw new IllegalArgumentException("--val-size must be at least " + Long.BYTES);
    }
    Connections connections = new Connections(load);
    try {
      return new FanOut(load, putsUnderWay, valueBytes, progress, connections).run(streams);
    } finally {
      connections.close();
    }
  }

  private Report run(int streams) throws InterruptedException {
    List<Watchers> all = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      int its = i % load.connections();
      int watchers = load.clients() / streams + (i < load.clients() % streams ? 1 : 0);
      Watchers some = new Watchers(KEY, watchers, audience, connections.tally(its));
      some.start(connections.channel(its));
      all.add(some);
    }
    boolean complete = audience.awaitSeated(LONGEST_WAIT_SECONDS);
    long startNanos = System.nanoTime();
    long startCpuNanos = Generator.cpuNanos();
    if (complete) {
      put(load.warmup().toNanos(), Long.MAX_VALUE, true);
      audience.awaitAllHeard(LONGEST_WAIT_SECONDS);
      startNanos = System.nanoTime();
      startCpuNanos = Generator.cpuNanos();
      audience.count();
      put(load.longest().toNanos(), load.total(), false);
      audience.awaitAllHeard(LONGEST_WAIT_SECONDS);
    } else {
      connections.tally(0).add(0, Status.UNAVAILABLE.withDescription("not all may watch"));
    }
    Report report = report(startNanos, startCpuNanos);
    all.forEach(Watchers::cancel);
    return report;
  }

  private Report report(long startNanos, long startCpuNanos) {
    return new Report(
        "watch",
        load.connections(),
        load.clients(),
        (System.nanoTime() - startNanos) / (double) TimeUnit.SECONDS.toNanos(1),
        connections.micros(),
        connections.failures(),
        (Generator.cpuNanos() - startCpuNanos) / (double) TimeUnit.MICROSECONDS.toNanos(1));
  }

  private void put(long longestNanos, long most, boolean warming) throws InterruptedException {
    long startNanos = System.nanoTime();
    long passed = 0;
    for (long i = 0; i < most && passed < longestNanos; i++) {
      if (load.ratePerSecond() == 0
          && !audience.awaitHeard(putsUnderWay - 1, LONGEST_WAIT_SECONDS)) {
        connections.tally(0).add(0, Status.DEADLINE_EXCEEDED.withDescription("not all heard"));
        return;
      }
      put(due(startNanos, i));
      passed = System.nanoTime() - startNanos;
      progress.at(warming ? 0 : (double) passed / longestNanos, warming);
    }
  }

  /// Waits until a put is due.
  private long due(long startNanos, long number) throws InterruptedException {
    if (load.ratePerSecond() == 0) {
      return System.nanoTime();
    }
    long dueNanos = startNanos + number * TimeUnit.SECONDS.toNanos(1) / load.ratePerSecond();
    long early = dueNanos - System.nanoTime();
    if (early > 0) {
      TimeUnit.NANOSECONDS.sleep(early);
    }
    return dueNanos;
  }

  private void put(long dueNanos) {
    byte[] value = new byte[valueBytes];
    ByteBuffer.wrap(value).putLong(dueNanos);
    PutRequest request =
        PutRequest.newBuilder().setKey(KEY).setValue(ByteString.copyFrom(value)).build();
    audience.expectAll();
    ListenableFuture<PutResponse> answer =
        KVGrpc.newFutureStub(connections.channel(0))
            .withDeadlineAfter(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
            .put(request);
    answer.addListener(() -> countFailure(answer), Runnable::run);
  }

  private void countFailure(ListenableFuture<PutResponse> answer) {
    try {
      Futures.getDone(answer);
    } catch (ExecutionException failure) {
      connections.tally(0).add(0, Status.fromThrowable(failure));
    }
  }
}
