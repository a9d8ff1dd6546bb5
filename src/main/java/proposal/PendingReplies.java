package proposal;

import com.google.protobuf.Message;
import etcd.EtcdError;
import etcd.EtcdException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// The clients of this member that wait for their proposals to be applied here, by request id.
///
/// Thread-safe. The answer is given by the applier of the member that took the request, so no
/// client reference crosses the network. The stages that clients add to a [Reply] run on the thread
/// that answers: they must be short.
public final class PendingReplies {

  private final RequestIds ids;
  private final WaiterRing<Reply<?>> waiting;
  private final long timeoutNanos;
  private final TimeoutCause cause;
  private final LongSupplier nanoTime;
  private final LongAdder failed = new LongAdder();
  private volatile boolean stopped;

  /// Nobody waits yet.
  ///
  /// @param ids where request ids come from
  /// @param capacity how many may wait at once
  /// @param timeout how long each may wait, which [#sweep] enforces
  /// @param cause what those are told whose time is over
  /// @param nanoTime the clock, in the units of [System#nanoTime]
  public PendingReplies(
      RequestIds ids, int capacity, Duration timeout, TimeoutCause cause, LongSupplier nanoTime) {
    this.ids = ids;
    this.waiting = new WaiterRing<>(capacity);
    this.timeoutNanos = timeout.toNanos();
    this.cause = cause;
    this.nanoTime = nanoTime;
  }

  /// Starts to wait. The reply ends when the proposal of its id is applied, or with [#fail].
  ///
  /// Fails with TOO_MANY_REQUESTS when too many wait, and STOPPED.
  ///
  /// @param finish makes the client's answer of what the store said; runs on the answering thread
  public <R> Reply<R> register(Function<Message, R> finish) {
    var reply = new Reply<>(finish);
    if (!waiting.enter(reply, ids::next, nanoTime.getAsLong())) {
      throw EtcdError.TOO_MANY_REQUESTS.exception();
    }
    if (stopped) {
      fail(reply.id(), EtcdError.STOPPED.exception());
    }
    return reply;
  }

  /// An id for something else that the cluster is to tell apart: positive, and as unique as those
  /// of requests but for their highest bit.
  public long newPositiveId() {
    return ids.next() & Long.MAX_VALUE;
  }

  /// Whether anyone here waits, so that an answer is worth building.
  public boolean isAwaited(long id) {
    return waiting.contains(id);
  }

  /// Answers the one who waits for `id`, if anyone does.
  public void complete(long id, Message response) {
    var reply = waiting.take(id);
    if (reply != null) {
      reply.answer(response);
    }
  }

  /// Refuses the one who waits for `id`, if anyone does.
  public void fail(long id, EtcdException error) {
    var reply = waiting.take(id);
    if (reply != null) {
      reply.completeExceptionally(error);
    }
  }

  /// Fails those whose time is over; to be called a few times a second.
  public void sweep() {
    waiting.takeSince(nanoTime.getAsLong() - timeoutNanos, this::timeOut);
  }

  /// Fails all who wait and all who will, with STOPPED.
  public void stop() {
    stopped = true;
    waiting.takeSince(
        nanoTime.getAsLong(),
        reply -> {
          failed.increment();
          reply.completeExceptionally(EtcdError.STOPPED.exception());
        });
  }

  /// How many wait: etcd's `proposals_pending`.
  public int size() {
    return waiting.size();
  }

  /// How many were given up before they were applied: etcd's `proposals_failed_total`.
  public long failed() {
    return failed.sum();
  }

  private void timeOut(Reply<?> reply) {
    failed.increment();
    reply.completeExceptionally(cause.of(reply.sinceNanos()).exception());
  }
}
