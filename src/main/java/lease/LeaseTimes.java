package lease;

import java.time.Duration;

/// The times and limits of a leader's leases.
///
/// @param electionTimeout the minimum election timeout of the cluster: what a new leader gives
///   every lease beside its time, and the longest that time is taken to pass unobserved
/// @param checkpointInterval how often the time left of longer leases is written to the log, so
///   that a new leader need not give them all of it again; zero for never
/// @param maxExpiring leases that may be on their way to their end at the same time
public record LeaseTimes(Duration electionTimeout, Duration checkpointInterval, int maxExpiring) {

  /// The longest time to live, in seconds.
  public static final long MAX_TTL = 9_000_000_000L;

  public LeaseTimes {
    if (!electionTimeout.isPositive() || checkpointInterval.isNegative() || maxExpiring < 1) {
      throw new IllegalArgumentException("times of leases out of bounds");
    }
  }

  /// The values `application.conf` starts from.
  public static LeaseTimes defaults(Duration electionTimeout) {
    return new LeaseTimes(electionTimeout, Duration.ofMinutes(5), 4000);
  }

  /// The shortest time to live, in seconds: time for an election and half of another.
  public static long minTtl(Duration electionTimeout) {
    return Math.ceilDiv(3 * electionTimeout.toMillis(), 2000L);
  }

  boolean checkpoints() {
    return checkpointInterval.isPositive();
  }
}
