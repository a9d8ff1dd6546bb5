package proposal;

import etcd.EtcdError;
import etcd.EtcdException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jctools.queues.MpscArrayQueue;

/// Linearizable reads on their way to the Raft actor, which serves all of a batch at one read
/// index.
///
/// Any thread submits, one takes. Only the first submission after a take wakes the actor.
public final class ReadQueue {

  private final WaiterRing<LinearizableRead<?>> waiting;
  private final MpscArrayQueue<LinearizableRead<?>> queue;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final LongAdder failed = new LongAdder();
  private final long timeoutNanos;
  private final LongSupplier nanoTime;
  private final Runnable wake;
  private volatile boolean stopped;

  /// An empty queue.
  ///
  /// @param maxCount how many reads may wait, rounded up to a power of two
  /// @param timeout how long each may wait, which [#sweep] enforces
  /// @param nanoTime the clock, in the units of [System#nanoTime]
  /// @param wake tells the Raft actor to take
  public ReadQueue(int maxCount, Duration timeout, LongSupplier nanoTime, Runnable wake) {
    this.waiting = new WaiterRing<>(maxCount);
    this.queue = new MpscArrayQueue<>(maxCount);
    this.timeoutNanos = timeout.toNanos();
    this.nanoTime = nanoTime;
    this.wake = wake;
  }

  /// Adds a read. It ends with what it read, with LEADER_CHANGED, TIMEOUT or STOPPED.
  ///
  /// Fails with TOO_MANY_REQUESTS when too many wait.
  public void submit(LinearizableRead<?> read) {
    if (!waiting.enter(read, numbers::incrementAndGet, nanoTime.getAsLong())) {
      throw EtcdError.TOO_MANY_REQUESTS.exception();
    }
    if (stopped) {
      refuse(read, EtcdError.STOPPED.exception());
      return;
    }
    if (!queue.offer(read)) {
      waiting.take(read.number());
      throw EtcdError.TOO_MANY_REQUESTS.exception();
    }
    if (!awake.get() && awake.compareAndSet(false, true)) {
      wake.run();
    }
  }

  /// Takes all that wait, oldest first; for the Raft actor alone.
  public Batch take() {
    awake.set(false);
    var taken = new ArrayList<LinearizableRead<?>>(queue.size());
    for (var next = queue.poll(); next != null; next = queue.poll()) {
      taken.add(next);
    }
    return new Batch(taken);
  }

  /// Fails those whose time is over, with TIMEOUT; to be called a few times a second.
  public void sweep() {
    long since = nanoTime.getAsLong() - timeoutNanos;
    waiting.takeSince(since, read -> fail(read, EtcdError.TIMEOUT.exception()));
  }

  /// Fails all that wait and all that will, with STOPPED.
  public void stop() {
    stopped = true;
    long since = nanoTime.getAsLong();
    waiting.takeSince(since, read -> fail(read, EtcdError.STOPPED.exception()));
  }

  /// How many wait.
  public int size() {
    return waiting.size();
  }

  /// How many were not served: etcd's `read_indexes_failed_total`.
  public long failed() {
    return failed.sum();
  }

  private void refuse(LinearizableRead<?> read, EtcdException why) {
    if (waiting.take(read.number()) != null) {
      fail(read, why);
    }
  }

  private void fail(LinearizableRead<?> read, EtcdException why) {
    failed.increment();
    read.completeExceptionally(why);
  }

  /// Reads that are served, or refused, together. Not thread-safe; owned by one actor at a time.
  public final class Batch {

    private final List<LinearizableRead<?>> reads;

    private Batch(List<LinearizableRead<?>> reads) {
      this.reads = reads;
    }

    public boolean isEmpty() {
      return reads.isEmpty();
    }

    /// These reads followed by later ones; both batches given up for the new one.
    public Batch and(Batch later) {
      reads.addAll(later.reads);
      return this;
    }

    /// Tells all of them that they get no index.
    public void refuse(EtcdException why) {
      reads.forEach(read -> ReadQueue.this.refuse(read, why));
    }

    /// Lets all of them read; those whose time is over are left out.
    public void serve() {
      for (var read : reads) {
        if (waiting.take(read.number()) != null) {
          read.serve();
        }
      }
    }
  }
}
