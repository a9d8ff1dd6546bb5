package service;

import etcd.EtcdException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Moves what a source makes to a client, no faster than its connection takes it: so a stream of
/// any length needs the memory of one piece. The source works on a thread of its own choice;
/// everything else happens on the thread of the [Caller].
///
/// @param <R> the response
final class Pump<R> {

  /// Where responses come from. For one thread at a time.
  interface Source<R> extends AutoCloseable {
    /// The next responses; none at the end. May take long, and fail.
    List<R> next();

    @Override
    void close();
  }

  private final Outflow<R> client;
  private final Executor clientThread;
  private final BulkReads worker;
  private @Nullable Source<R> source;
  private boolean working;
  private long standstills;

  /// The number of the present standstill; 0 when there is none.
  private volatile long standstill;

  private boolean ended;

  Pump(Outflow<R> client, Caller caller, BulkReads worker) {
    this.client = client;
    this.clientThread = caller.thread();
    this.worker = worker;
  }

  /// Begins, if there is a place left among the requests that wait; once. Takes care that the
  /// source is closed.
  void start(Source<R> from) {
    source = from;
    if (ended) {
      close();
      return;
    }
    try {
      work(worker.requests());
    } catch (EtcdException refused) {
      working = false;
      fail(refused);
    }
  }

  /// The connection takes more.
  void ready() {
    if (source != null && !working && !ended) {
      work(worker);
    }
  }

  /// The client has gone.
  void gone() {
    ended = true;
    if (!working) {
      close();
    }
  }

  /// Ends the stream with an error.
  void fail(Throwable why) {
    if (!ended) {
      client.fail(why);
      gone();
    }
  }

  private void work(Executor where) {
    working = true;
    standstill = 0;
    where.execute(this::make);
  }

  @SuppressWarnings("CatchingUnchecked") // whatever goes wrong must reach the client
  private void make() {
    var from = source;
    if (from == null) {
      return;
    }
    try {
      var made = from.next();
      clientThread.execute(() -> deliver(made));
    } catch (RuntimeException | Error broken) {
      clientThread.execute(
          () -> {
            working = false;
            fail(broken);
          });
    }
  }

  private void deliver(List<R> made) {
    working = false;
    if (ended) {
      close();
    } else if (made.isEmpty()) {
      client.end();
      gone();
    } else {
      made.forEach(client::send);
      if (client.isReady()) {
        work(worker);
      } else {
        standstill = ++standstills;
      }
    }
  }

  /// The number of the present standstill, each of which has another: the connection takes no more
  /// of what there is to send. 0 when there is none. Thread-safe.
  long standstill() {
    return standstill;
  }

  private void close() {
    var from = source;
    source = null;
    if (from != null) {
      worker.execute(from::close);
    }
  }
}
