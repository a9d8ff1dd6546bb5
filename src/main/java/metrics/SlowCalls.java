package metrics;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Complains of calls with one answer that took long (etcd's `--warning-unary-request-duration`):
/// once a second at most, since under load they are many and the log must not make them more. Says
/// nothing of keys and values. Thread-safe.
public final class SlowCalls {

  /// Complains of nothing.
  public static final SlowCalls NONE = new SlowCalls(Duration.ZERO, System::nanoTime);

  private static final Logger LOGGER = LoggerFactory.getLogger(SlowCalls.class);
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private final long slowNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong lastLine;
  private final LongAdder untold = new LongAdder();

  /// @param slow time of answering above which a call is slow; zero for never
  /// @param nanoTime the clock, in the units of [System#nanoTime]
  public SlowCalls(Duration slow, LongSupplier nanoTime) {
    this.slowNanos = slow.isZero() ? Long.MAX_VALUE : slow.toNanos();
    this.nanoTime = nanoTime;
    this.lastLine = new AtomicLong(nanoTime.getAsLong() - INTERVAL);
  }

  /// A call that has ended.
  ///
  /// @param method such as `etcdserverpb.KV/Range`
  /// @param client where it came from; what is no internet address is this process's own gateway
  /// @param code gRPC's name of how it ended
  /// @param receivedBytes of the request
  /// @param sentBytes of the answer
  public record Call(
      String method,
      @Nullable SocketAddress client,
      String code,
      int receivedBytes,
      int sentBytes) {}

  /// Whether a call that began then is worth a word.
  public boolean isSlow(long began) {
    return nanoTime.getAsLong() - began > slowNanos;
  }

  /// Complains of a slow call, or counts it for the next line.
  public void note(Call call, long began) {
    long now = nanoTime.getAsLong();
    long last = lastLine.get();
    if (now - last < INTERVAL || !lastLine.compareAndSet(last, now)) {
      untold.increment();
      return;
    }
    LOGGER.warn(
        "{} of {} took {} ms, longer than --warning-unary-request-duration ({} ms): {}, {} bytes"
            + " asked, {} bytes answered; {} more since the last line",
        call.method(),
        call.client() instanceof InetSocketAddress client ? client : "the gateway",
        TimeUnit.NANOSECONDS.toMillis(now - began),
        TimeUnit.NANOSECONDS.toMillis(slowNanos),
        call.code(),
        call.receivedBytes(),
        call.sentBytes(),
        untold.sumThenReset());
  }
}
