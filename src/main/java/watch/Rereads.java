package watch;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import mvcc.Past;
import mvcc.Store;

/// Reads the past back from the store, for a few streams at a time and for all in turn: so however
/// many of them have fallen behind, what is in memory for them is bounded.
///
/// Thread-safe.
final class Rereads {

  private final Store store;
  private final WatchLimits limits;
  private final Executor readers;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  Rereads(Store store, WatchLimits limits, Executor readers) {
    this.store = store;
    this.limits = limits;
    this.readers = readers;
  }

  /// Reads when its turn has come. Whoever asked says by [#done] that it needs what it got no more.
  ///
  /// @param to a revision that streams have been told of
  void read(long from, long to, Reader reader) {
    start(() -> read(reader, from, to));
  }

  private void start(Runnable read) {
    synchronized (this) {
      if (running == limits.rereads()) {
        waiting.add(read);
        return;
      }
      running++;
    }
    execute(read);
  }

  void done() {
    Runnable next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        running--;
        return;
      }
    }
    execute(next);
  }

  private void execute(Runnable read) {
    try {
      readers.execute(read);
    } catch (RejectedExecutionException stopping) {
      // The member ends, and its streams with it.
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, it ends the stream and not the reader
  private void read(Reader reader, long from, long to) {
    Past past;
    try {
      past = store.past(from, to, limits.window());
    } catch (RuntimeException failed) {
      reader.failed(failed);
      return;
    }
    reader.read(past);
  }

  /// Who asks for the past. Told on the thread that has read it.
  interface Reader {
    /// It has been read.
    void read(Past past);

    /// It could not be read.
    void failed(RuntimeException why);
  }
}
