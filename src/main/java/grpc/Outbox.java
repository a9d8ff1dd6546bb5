package grpc;

import io.grpc.Attributes;
import io.grpc.ServerCall;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work for the thread of an event loop, gathered so that many pieces cost one wake-up.
final class Outbox implements Executor, Runnable {

  /// The outbox of the connection that a call came by.
  static final Attributes.Key<Outbox> OF_CONNECTION = Attributes.Key.create("outbox");

  private static final Logger LOGGER = LoggerFactory.getLogger(Outbox.class);
  private static final int CHUNK = 1024;

  private final EventLoop loop;
  private final MpscUnboundedArrayQueue<Runnable> queue = new MpscUnboundedArrayQueue<>(CHUNK);
  private final AtomicBoolean awake = new AtomicBoolean();

  Outbox(EventLoop loop) {
    this.loop = loop;
  }

  /// The outbox of the connection that a call came by; the calling thread where there is no network
  /// between.
  static Executor of(ServerCall<?, ?> call) {
    var ofConnection = call.getAttributes().get(OF_CONNECTION);
    return ofConnection == null ? Runnable::run : ofConnection;
  }

  /// Runs work on the event loop: at once when called there, else soon. Work for a loop that has
  /// ended is dropped, as its connections have.
  @Override
  public void execute(Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
      return;
    }
    queue.add(work);
    if (!awake.get() && awake.compareAndSet(false, true)) {
      wake();
    }
  }

  /// Does what has gathered; for the event loop alone.
  @Override
  public void run() {
    awake.set(false);
    // No more than what is there now: the loop must also see to its sockets.
    for (int left = queue.size(); left > 0; left--) {
      var work = queue.poll();
      if (work == null) {
        return;
      }
      runOne(work);
    }
    if (!queue.isEmpty() && awake.compareAndSet(false, true)) {
      wake();
    }
  }

  private void wake() {
    try {
      loop.execute(this);
    } catch (RejectedExecutionException ended) {
      queue.clear();
    }
  }

  @SuppressWarnings("CatchingUnchecked") // one call's trouble is not its neighbours'
  private static void runOne(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException broken) {
      LOGGER.warn("answering a call failed", broken);
    }
  }
}
