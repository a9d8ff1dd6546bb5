package bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// All watchers of a fan-out: whether they are there, and how many have yet to hear of what was
/// put.
final class Audience {

  private final int watchers;
  private final CountDownLatch seated;
  private final AtomicLong heard = new AtomicLong();
  private long expected;

  /// Who waits until so many events have been heard; woken once and not by each event.
  private volatile @Nullable Thread waiting;

  private volatile long awaited = Long.MAX_VALUE;
  private volatile boolean counting;

  Audience(int watchers) {
    this.watchers = watchers;
    this.seated = new CountDownLatch(watchers);
  }

  /// A watcher is there.
  void seat() {
    seated.countDown();
  }

  boolean awaitSeated(long seconds) throws InterruptedException {
    return seated.await(seconds, TimeUnit.SECONDS);
  }

  /// From here on latencies count.
  void count() {
    counting = true;
  }

  boolean counts() {
    return counting;
  }

  /// Something is put that all are to hear of.
  void expectAll() {
    expected += watchers;
  }

  /// Some have heard of something.
  void hear(int events) {
    if (heard.addAndGet(events) >= awaited) {
      LockSupport.unpark(waiting);
    }
  }

  /// Waits until all have heard of all that was put.
  boolean awaitAllHeard(long seconds) throws InterruptedException {
    return awaitHeard(0, seconds);
  }

  /// Waits until all have heard of what was put but so many puts.
  boolean awaitHeard(int puts, long seconds) throws InterruptedException {
    long enough = expected - (long) puts * watchers;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    waiting = Thread.currentThread();
    awaited = enough;
    try {
      while (heard.get() < enough) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return true;
    } finally {
      awaited = Long.MAX_VALUE;
    }
  }
}
