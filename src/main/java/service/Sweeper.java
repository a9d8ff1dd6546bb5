package service;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The one timer of all client requests: a thread that looks a few times a second who has waited
/// long enough. So no request sets a timer of its own.
public final class Sweeper implements AutoCloseable {

  private final ScheduledExecutorService timer;

  private Sweeper(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /// Starts to sweep.
  ///
  /// @param every the time between two looks, by which a timeout may come late
  /// @param others what else is to be done each time
  public static Sweeper start(
      Entrance entrance, LeaderSightings sightings, Duration every, Runnable... others) {
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("request-timeouts").factory());
    Runnable sweep =
        () -> {
          sightings.observe();
          entrance.sweep();
          for (var other : others) {
            other.run();
          }
        };
    long nanos = every.toNanos();
    var unused = timer.scheduleWithFixedDelay(sweep, nanos, nanos, TimeUnit.NANOSECONDS);
    return new Sweeper(timer);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
