package mvcc;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;

/// How a walk through the whole store goes easy on whoever else needs the processor and the disk.
@FunctionalInterface
public interface Pace {

  /// As fast as it can.
  Pace FULL = _ -> {};

  /// Called on the walking thread between two pieces.
  ///
  /// @param workedNanos how long the last piece took, in nanoseconds
  void rest(long workedNanos);

  /// A walk that works for no more than this part of the time, and ends with a
  /// [CancellationException] once its thread is interrupted.
  ///
  /// @param part above 0, at most 1
  static Pace of(double part) {
    if (!(part > 0 && part <= 1)) {
      throw new IllegalArgumentException("a part of " + part);
    }
    double restPerWork = 1 / part - 1;
    return workedNanos -> {
      LockSupport.parkNanos((long) (workedNanos * restPerWork));
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("a walk was given up");
      }
    };
  }
}
