package grpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/// The calls under way, for a member that is to end: those that an answer ends are waited for, the
/// others are told. One for all doors that gRPC's services have. Thread-safe.
public final class UnderWay {

  /// How long connections may take to end that nobody waits at: some clients never answer.
  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long LOOK_MILLIS = 5;

  private final LongAdder answers = new LongAdder();
  private final Set<Runnable> endless = ConcurrentHashMap.newKeySet();
  private volatile boolean leaving;

  /// A call begins that its answer ends.
  void begin() {
    answers.increment();
  }

  /// Such a call has ended.
  void end() {
    answers.decrement();
  }

  /// A call begins that may last for ever; `stop` ends it, on any thread.
  void add(Runnable stop) {
    endless.add(stop);
    if (leaving) {
      stop.run();
    }
  }

  /// Forgets such a call, which has ended.
  void remove(Runnable stop) {
    endless.remove(stop);
  }

  /// Ends what may last for ever, now and from now on.
  public void leave() {
    leaving = true;
    endless.forEach(Runnable::run);
  }

  /// Waits until all connections have gone, but no longer than a moment after the last answer.
  ///
  /// @param deadline when not to wait any more, in [System#nanoTime] units
  public void await(BooleanSupplier gone, long deadline) throws InterruptedException {
    long quiet = System.nanoTime();
    for (long now = quiet;
        !gone.getAsBoolean() && now - deadline < 0 && now - quiet < FAREWELL_NANOS;
        now = System.nanoTime()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      quiet = answers.sum() > 0 ? now : quiet;
    }
  }
}
