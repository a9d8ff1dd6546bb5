package bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What the clients of one run share: its phase, what is left to send, and who is still busy.
final class Run {

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private enum Phase {
    WARMING,
    MEASURING,
    ENDING
  }

  /// What a client may do next.
  enum Turn {
    /// Send a request that only warms up.
    UNCOUNTED,
    /// Send a request that counts.
    COUNTED,
    /// Nothing any more.
    OVER
  }

  private final Load load;
  private final AtomicLong left;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicInteger busyClients;
  private final CountDownLatch exhausted = new CountDownLatch(1);
  private final CountDownLatch idle = new CountDownLatch(1);
  private volatile Phase phase;
  private volatile long phaseStartNanos = System.nanoTime();

  Run(Load load) {
    this.load = load;
    this.left = new AtomicLong(load.total());
    this.busyClients = new AtomicInteger(load.clients());
    this.phase = load.warmup().isZero() ? Phase.MEASURING : Phase.WARMING;
  }

  /// Ends the warm-up, if there is one.
  void measure() {
    if (phase == Phase.WARMING) {
      phaseStartNanos = System.nanoTime();
      sent.set(0);
      phase = Phase.MEASURING;
    }
  }

  void end() {
    phase = Phase.ENDING;
  }

  /// Takes one request off what is left.
  Turn take() {
    return switch (phase) {
      case WARMING -> Turn.UNCOUNTED;
      case MEASURING -> takeCounted();
      case ENDING -> Turn.OVER;
    };
  }

  private Turn takeCounted() {
    if (left.getAndDecrement() > 0) {
      return Turn.COUNTED;
    }
    exhausted.countDown();
    return Turn.OVER;
  }

  /// When the next request is due; now, if no rate is asked for.
  long dueNanos() {
    return load.ratePerSecond() == 0
        ? System.nanoTime()
        : phaseStartNanos + sent.getAndIncrement() * (NANOS_PER_SECOND / load.ratePerSecond());
  }

  void clientIsIdle() {
    if (busyClients.decrementAndGet() == 0) {
      exhausted.countDown();
      idle.countDown();
    }
  }

  long left() {
    return Math.max(0, left.get());
  }

  /// Waits until nothing is left to send, or the time is over.
  boolean awaitExhausted(long nanos) throws InterruptedException {
    return exhausted.await(nanos, TimeUnit.NANOSECONDS);
  }

  /// Waits until every answer is in, or the time is over.
  boolean awaitIdle(long nanos) throws InterruptedException {
    return idle.await(nanos, TimeUnit.NANOSECONDS);
  }
}
