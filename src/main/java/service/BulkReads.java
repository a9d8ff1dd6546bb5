package service;

import etcd.EtcdError;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// Threads for what would hold up those of connections: large reads, hashes, the pieces of streams.
///
/// New requests wait in a bounded queue. What belongs to a request that was let in, such as the
/// next piece of a stream, is taken always: of each request there is one such thing at a time.
/// Thread-safe.
public final class BulkReads implements Executor {

  private final Executor threads;
  private final int maxWaiting;
  private final AtomicInteger waiting = new AtomicInteger();

  /// @param threads run what is given to them, in its order; their queue has no bound of its own
  /// @param maxWaiting requests that may wait for a thread
  public BulkReads(Executor threads, int maxWaiting) {
    this.threads = threads;
    this.maxWaiting = maxWaiting;
  }

  @Override
  public void execute(Runnable work) {
    threads.execute(work);
  }

  /// Where new requests go: fails with TOO_MANY_REQUESTS when too many wait, and with STOPPED.
  Executor requests() {
    return this::begin;
  }

  private void begin(Runnable request) {
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      throw EtcdError.TOO_MANY_REQUESTS.exception();
    }
    try {
      threads.execute(
          () -> {
            waiting.decrementAndGet();
            request.run();
          });
    } catch (RejectedExecutionException stopping) {
      waiting.decrementAndGet();
      throw EtcdError.STOPPED.exception();
    }
  }
}
