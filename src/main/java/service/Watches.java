package service;

import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import watch.Admission;
import watch.Client;
import watch.Hub;
import watch.WatchStream;

/// etcd's Watch service (https://etcd.io/docs/latest/learning/api/#watch-api) without a transport.
public final class Watches implements AutoCloseable {

  /// The shortest time between two looks for progress, as in etcd.
  public static final Duration MIN_PROGRESS_INTERVAL = Duration.ofMillis(100);

  /// By up to this part more than the interval a stream waits, so that not all look at once.
  private static final double JITTER = 0.1;

  private final Hub hub;
  private final Headers headers;
  private final Duration progressInterval;
  private final ScheduledThreadPoolExecutor timer;

  /// @param progressInterval how long a watcher that wants progress hears nothing at most (etcd's
  ///   `--watch-progress-notify-interval`)
  public Watches(MemberContext member, Hub hub, Duration progressInterval) {
    if (progressInterval.compareTo(MIN_PROGRESS_INTERVAL) < 0) {
      throw new IllegalArgumentException("progress interval of " + progressInterval);
    }
    this.hub = hub;
    this.headers = new Headers(member);
    this.progressInterval = progressInterval;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("watch-progress").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /// Opens a stream of watchers.
  public Inflow<WatchRequest> open(Outflow<WatchResponse> client, Caller caller) {
    return new Call(client, caller);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /// One client's stream. Takes requests no faster than the client takes their answers.
  private final class Call implements Inflow<WatchRequest>, Client {
    private final Outflow<WatchResponse> client;
    private final WatchStream stream;
    private final ScheduledFuture<?> ticks;
    private boolean owesPull;

    Call(Outflow<WatchResponse> client, Caller caller) {
      this.client = client;
      this.stream = new WatchStream(hub, this, headers::at, Admission.FREE, caller.thread());
      double stretch = 1 + JITTER * ThreadLocalRandom.current().nextDouble();
      long nanos = (long) (progressInterval.toNanos() * stretch);
      Runnable tick = () -> caller.thread().execute(stream::tick);
      this.ticks = timer.scheduleWithFixedDelay(tick, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void next(WatchRequest request) {
      stream.request(request);
      owesPull = true;
      pullIfReady();
    }

    /// The stream stays: a client may have said all and still listen.
    @Override
    public void halfClosed() {}

    @Override
    public void ready() {
      pullIfReady();
      stream.run();
    }

    @Override
    public void gone() {
      ticks.cancel(false);
      stream.close();
    }

    private void pullIfReady() {
      if (owesPull && client.isReady()) {
        owesPull = false;
        client.pull();
      }
    }

    @Override
    public boolean isReady() {
      return client.isReady();
    }

    @Override
    public void send(WatchResponse response) {
      client.send(response);
    }

    @Override
    public void fail(RuntimeException why) {
      ticks.cancel(false);
      client.fail(why);
    }
  }
}
