package grpc;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Ends the streams of clients that want a leader, once there has been none for three election
/// timeouts, so that they look for another member: etcd's `monitorLeader`. Thread-safe.
final class LeaderLoss {

  private static final int PATIENCE = 3;

  private final BooleanSupplier hasLeader;
  private final Set<Runnable> streams = ConcurrentHashMap.newKeySet();
  private int ticksWithoutLeader;

  LeaderLoss(BooleanSupplier hasLeader) {
    this.hasLeader = hasLeader;
  }

  /// Looks from now on, once an election timeout.
  void watchOn(ScheduledExecutorService thread, Duration electionTimeout) {
    long nanos = electionTimeout.toNanos();
    var unused = thread.scheduleAtFixedRate(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /// Ends a stream by `end`, on any thread, when the leader is lost.
  void add(Runnable end) {
    streams.add(end);
  }

  /// Forgets a stream that has ended.
  void remove(Runnable end) {
    streams.remove(end);
  }

  /// An election timeout has passed; for one thread alone.
  void tick() {
    ticksWithoutLeader = hasLeader.getAsBoolean() ? 0 : ticksWithoutLeader + 1;
    if (ticksWithoutLeader >= PATIENCE) {
      ticksWithoutLeader = 0;
      streams.forEach(Runnable::run);
    }
  }
}
