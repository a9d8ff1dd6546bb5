package probe;

import etcdserverpb.RangeRequest;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import verify.Outcome;

/// A client that reads all keys as they were at some revision, compacted or not, now at one member,
/// now at another.
final class Historian implements Runnable {

  private static final long PAUSE_NANOS = Duration.ofMillis(80).toNanos();
  private static final int NEAR = 20;
  private static final int ONE_IN_STALE = 4;

  private final int number;
  private final Plan plan;
  private final Endpoints endpoints;
  private final Compactions compactions;
  private final long before;
  private final BooleanSupplier isOver;
  private final RandomGenerator random;

  /// @param before the last revision before the workload
  Historian(
      int number,
      Plan plan,
      long before,
      Endpoints endpoints,
      Compactions compactions,
      BooleanSupplier isOver) {
    this.number = number;
    this.plan = plan;
    this.before = before;
    this.endpoints = endpoints;
    this.compactions = compactions;
    this.isOver = isOver;
    this.random = new SplittableRandom(plan.seed() + 1_000_003L * (number + 1));
  }

  @Override
  public void run() {
    while (!isOver.getAsBoolean()) {
      String endpoint = endpoints.names().get(random.nextInt(endpoints.names().size()));
      RangeRequest.Builder read = Keys.everything(plan).all().toBuilder();
      read.setRevision(revision()).setSerializable(random.nextInt(ONE_IN_STALE) == 0);
      Outcome outcome = compactions.read(number, endpoint, read.build(), plan.deadline());
      if (!outcome.isKnown()) {
        endpoints.redial(endpoint);
      }
      LockSupport.parkNanos(PAUSE_NANOS + random.nextLong(PAUSE_NANOS));
    }
  }

  /// Around what is compacted mostly, where mistakes are.
  private long revision() {
    long compacted = compactions.first();
    long newest = Math.max(before + 1, compactions.newest());
    long any =
        switch (random.nextInt(6)) {
          case 0, 1 -> compacted - 1 - random.nextInt(NEAR);
          case 2, 3 -> compacted + random.nextInt(NEAR);
          case 4 -> random.nextLong(before + 1, newest + 1);
          default -> newest;
        };
    return Math.clamp(any, before + 1, newest);
  }
}
