package bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// All watchers of a fan-out: whether they are there, and how many have yet to hear of what was
/// put.
final class Audience {

  private final int watchers;
  private final CountDownLatch seated;
  private final Semaphore heard = new Semaphore(0);
  private long expected;
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
    heard.release(events);
  }

  /// Waits until all have heard of all that was put.
  boolean awaitAllHeard(long seconds) throws InterruptedException {
    return awaitHeard(0, seconds);
  }

  /// Waits until all have heard of what was put but so many puts.
  boolean awaitHeard(int puts, long seconds) throws InterruptedException {
    while (expected > (long) puts * watchers) {
      int some = (int) Math.min(expected, watchers);
      if (!heard.tryAcquire(some, seconds, TimeUnit.SECONDS)) {
        return false;
      }
      expected -= some;
    }
    return true;
  }
}
