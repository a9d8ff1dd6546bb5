package proposal;

import etcd.EtcdException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// A read that waits for the store to have applied all that was committed before it began.
///
/// @param <R> what is read
public final class LinearizableRead<R> extends Waiter<R> implements Runnable {

  private final Supplier<R> read;
  private final Executor reader;

  /// A read that has not been submitted.
  ///
  /// @param read reads the newest state
  /// @param reader where it runs once it may; may refuse it with an [EtcdException]
  public LinearizableRead(Supplier<R> read, Executor reader) {
    this.read = read;
    this.reader = reader;
  }

  /// Has the reader read, unless nobody waits any more.
  public void serve() {
    if (isDone()) {
      return;
    }
    try {
      reader.execute(this);
    } catch (EtcdException refused) {
      completeExceptionally(refused);
    }
  }

  /// Reads and answers, unless nobody waits any more; called by the reader.
  @Override
  @SuppressWarnings("CatchingUnchecked") // whatever goes wrong must reach the one who waits
  public void run() {
    if (isDone()) {
      return;
    }
    try {
      complete(read.get());
    } catch (EtcdException refused) {
      completeExceptionally(refused);
    } catch (RuntimeException | Error broken) {
      completeExceptionally(broken);
    }
  }
}
