package proposal;

import java.util.concurrent.CompletableFuture;

/// Someone who waits for an answer, found again by a number.
///
/// @param <R> the answer
public abstract class Waiter<R> extends CompletableFuture<R> {

  private long number;
  private long sinceNanos;

  Waiter() {}

  /// The number it waits under.
  final long number() {
    return number;
  }

  /// When it began to wait, in [System#nanoTime] units.
  final long sinceNanos() {
    return sinceNanos;
  }

  /// Sets number and time; to be published to other threads by entering a [WaiterRing].
  final void begin(long number, long sinceNanos) {
    this.number = number;
    this.sinceNanos = sinceNanos;
  }
}
