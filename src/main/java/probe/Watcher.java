package probe;

import com.google.protobuf.ByteString;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchCreateRequest.FilterType;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import verify.watches.Tape;

/// One client that watches all keys, now at one member, now at another, and goes on where it was;
/// beside that, on the same stream, some of the keys, from the past or the future. That second one
/// is cancelled after a while, and another begins in its place.
final class Watcher implements Runnable {

  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
  private static final long PAUSE_AFTER_FAILURE_NANOS = Duration.ofMillis(200).toNanos();
  private static final long PROGRESS_NANOS = Duration.ofMillis(700).toNanos();
  private static final long SILENCE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final int SHORTEST_STAY_MS = 1500;
  private static final int LONGEST_STAY_MS = 12_000;
  private static final int SHORTEST_SECOND_MS = 300;
  private static final int LONGEST_SECOND_MS = 3000;
  private static final int PAST = 200;
  private static final int FUTURE = 50;

  private final int number;
  private final Plan plan;
  private final Endpoints endpoints;
  private final Recorder recorder;
  private final Spool spool;
  private final AtomicLong goal;
  private final RandomGenerator random;
  private long next;
  private int at;

  /// @param before the last revision before the workload
  /// @param goal the revision after which nothing happens; the largest number while that is unknown
  Watcher(
      int number,
      Plan plan,
      long before,
      Endpoints endpoints,
      Recorder recorder,
      Spool spool,
      AtomicLong goal) {
    this.number = number;
    this.plan = plan;
    this.endpoints = endpoints;
    this.recorder = recorder;
    this.spool = spool;
    this.goal = goal;
    this.random = new SplittableRandom(plan.seed() - 1 - number);
    this.next = number % 2 == 0 ? before + 1 : 0;
    this.at = number;
  }

  @Override
  public void run() {
    while (!isDone()) {
      String endpoint = endpoints.names().get(at % endpoints.names().size());
      WatchLine line =
          WatchLine.open(
              "watcher " + number + " at " + endpoint,
              endpoints.channel(endpoint),
              everything().setStartRevision(next).build(),
              spool,
              recorder::now);
      if (next > 0) {
        line.create(some());
      }
      Spool.End end = follow(line);
      Tape tape = line.close();
      if (line.hasBegun()) {
        spool.keep(tape, end);
      }
      if (end == Spool.End.BROKEN) {
        endpoints.redial(endpoint);
        LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
      }
      next = line.next();
      at += 1 + random.nextInt(endpoints.names().size());
    }
  }

  private boolean isDone() {
    return next > goal.get() || spool.isFull() || Thread.currentThread().isInterrupted();
  }

  private Spool.End follow(WatchLine line) {
    long asked = recorder.now();
    long leaves = asked + between(SHORTEST_STAY_MS, LONGEST_STAY_MS);
    long replaces = asked + between(SHORTEST_SECOND_MS, LONGEST_SECOND_MS);
    while (!line.isOver()) {
      long now = recorder.now();
      next = line.next();
      if (isDone() || now > leaves) {
        return Spool.End.LEFT;
      }
      if (now - line.lastHeard() > SILENCE_NANOS) {
        return Spool.End.BROKEN;
      }
      if (now - asked > PROGRESS_NANOS) {
        asked = now;
        line.askForProgress();
      }
      if (now > replaces && next > 0) {
        replaces = now + between(SHORTEST_SECOND_MS, LONGEST_SECOND_MS);
        line.replaceSecond(some(), isAlone());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return line.isOvertaken() ? Spool.End.OVERTAKEN : Spool.End.BROKEN;
  }

  /// Whether nobody has an etcd here. Some of those keep what they had still to tell a watcher that
  /// was cancelled, and tell it the next one of that id; those before 3.6 tell watchers of progress
  /// that are behind.
  private boolean isAlone() {
    return switch (plan.revisions()) {
      case OURS -> true;
      case SHARED -> false;
    };
  }

  /// @return nanoseconds
  private long between(int leastMillis, int mostMillis) {
    return Duration.ofMillis(random.nextInt(leastMillis, mostMillis)).toNanos();
  }

  private WatchCreateRequest.Builder everything() {
    Keys all = Keys.everything(plan);
    return WatchCreateRequest.newBuilder()
        .setKey(all.first())
        .setRangeEnd(all.end())
        .setPrevKv(true);
  }

  private WatchCreateRequest some() {
    var some = anySome();
    boolean wantsProgress = some.getProgressNotify() || random.nextBoolean();
    return some.setProgressNotify(wantsProgress && isAlone()).build();
  }

  private WatchCreateRequest.Builder anySome() {
    long past = Math.max(1, next - random.nextInt(PAST));
    return switch (random.nextInt(5)) {
      case 0 -> {
        ByteString key = Keys.shared(plan).key(random.nextInt(plan.keys()));
        yield WatchCreateRequest.newBuilder().setKey(key).setStartRevision(past);
      }
      case 1 -> everything().addFilters(FilterType.NOPUT).setStartRevision(past);
      case 2 ->
          everything()
              .addFilters(FilterType.NODELETE)
              .setPrevKv(false)
              .setFragment(true)
              .setStartRevision(past);
      case 3 -> quiet().setStartRevision(past);
      default -> everything().setStartRevision(next + future());
    };
  }

  /// So little happens to keys of leases that there is news of progress between.
  private WatchCreateRequest.Builder quiet() {
    Keys leased = Keys.leased(plan);
    return WatchCreateRequest.newBuilder()
        .setKey(leased.first())
        .setRangeEnd(leased.end())
        .setProgressNotify(true);
  }

  /// None where others are, who may have an etcd: those before 3.6 tell watchers that have not
  /// begun of progress.
  private long future() {
    return switch (plan.revisions()) {
      case OURS -> random.nextInt(FUTURE);
      case SHARED -> 0;
    };
  }
}
