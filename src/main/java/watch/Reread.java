package watch;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import mvcc.Past;
import org.jspecify.annotations.Nullable;

/// A stream's way to what the log has forgotten. What has been read is for the next look alone: one
/// that cannot use it at once lets go of it, so that other streams can read.
final class Reread implements Rereads.Reader {

  private final Rereads rereads;
  private final Executor thread;
  private final Runnable arrived;
  private final Consumer<RuntimeException> broken;
  private boolean asked;
  private @Nullable Past past;

  /// @param thread runs work on the stream's thread, for which everything else here is
  /// @param arrived something has been read
  /// @param broken reading has failed
  Reread(Rereads rereads, Executor thread, Runnable arrived, Consumer<RuntimeException> broken) {
    this.rereads = rereads;
    this.thread = thread;
    this.arrived = arrived;
    this.broken = broken;
  }

  /// Whether the past has been asked for and has neither been taken nor let go.
  boolean isAsked() {
    return asked;
  }

  boolean hasArrived() {
    return past != null;
  }

  void ask(long from, long to) {
    asked = true;
    rereads.read(from, to, this);
  }

  /// What has been read; null if nothing has.
  @Nullable Past take() {
    var taken = past;
    forget();
    return taken;
  }

  void forget() {
    if (past != null) {
      past = null;
      asked = false;
      rereads.done();
    }
  }

  @Override
  public void read(Past found) {
    thread.execute(
        () -> {
          past = found;
          arrived.run();
        });
  }

  @Override
  public void failed(RuntimeException why) {
    thread.execute(
        () -> {
          asked = false;
          rereads.done();
          broken.accept(why);
        });
  }
}
