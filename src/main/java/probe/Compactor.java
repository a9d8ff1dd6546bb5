package probe;

import etcdserverpb.RangeResponse;
import etcdserverpb.WatchCreateRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import verify.Outcome;

/// The one client that compacts: now and then, to a revision some way behind the newest it knows.
/// What happened up to there it writes down before, since nobody tells it afterwards.
final class Compactor implements Runnable {

  /// Who asks, beside the historians.
  static final int NUMBER = -2;

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(300);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
  private static final Duration PATIENCE_FOR_CHAPTERS = Duration.ofSeconds(5);

  /// Longer than any pause of a member.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
  private static final long FAR_FUTURE = 1_000_000_000;
  private static final int NEAR = 100;
  private static final int FAR = 2000;
  private static final int PAST = 200;

  private final Plan plan;
  private final Endpoints endpoints;
  private final Recorder recorder;
  private final Spool spool;
  private final Compactions compactions;
  private final Readings readings;
  private final BooleanSupplier isOver;
  private final RandomGenerator random;

  Compactor(
      Plan plan,
      Endpoints endpoints,
      Recorder recorder,
      Spool spool,
      Compactions compactions,
      BooleanSupplier isOver) {
    this.plan = plan;
    this.endpoints = endpoints;
    this.recorder = recorder;
    this.spool = spool;
    this.compactions = compactions;
    this.isOver = isOver;
    this.readings = new Readings(plan, endpoints, recorder, spool, compactions);
    this.random = new SplittableRandom(plan.seed() ^ NUMBER);
  }

  @Override
  public void run() {
    while (!isDone()) {
      pause(random.nextLong(SHORTEST_PAUSE.toNanos(), LONGEST_PAUSE.toNanos()));
      if (!isDone()) {
        goOn(anyMember());
      }
    }
  }

  private boolean isDone() {
    return isOver.getAsBoolean() || spool.isFull() || Thread.currentThread().isInterrupted();
  }

  private void pause(long nanos) {
    long end = recorder.now() + nanos;
    while (recorder.now() < end && !isDone()) {
      LockSupport.parkNanos(Math.min(POLL_NANOS, nanos));
    }
  }

  private String anyMember() {
    return endpoints.names().get(random.nextInt(endpoints.names().size()));
  }

  private void goOn(String endpoint) {
    OptionalLong newest = newest(endpoint);
    if (newest.isEmpty() || !writeDown(endpoint, newest.getAsLong()) || isDone()) {
      return;
    }
    long revision = behind(newest.getAsLong());
    if (revision <= compactions.first()) {
      return;
    }
    boolean physical = random.nextBoolean();
    Outcome outcome = compact(endpoint, revision, physical);
    switch (random.nextInt(6)) {
      case 0 -> compact(anyMember(), revision, physical);
      case 1 -> compact(anyMember(), Math.max(1, revision - random.nextInt(PAST)), physical);
      case 2 -> compact(anyMember(), newest.getAsLong() + FAR_FUTURE, physical);
      default -> {}
    }
    if (outcome instanceof Outcome.Answered) {
      lookBack(anyMember(), revision);
    }
  }

  private Outcome compact(String endpoint, long revision, boolean physical) {
    return compactions.compact(NUMBER, endpoint, revision, physical, plan.deadline());
  }

  /// Far behind mostly: who has to begin anew with every fault is not told what happened in it, and
  /// nobody can read in the end whether it is still there.
  private long behind(long newest) {
    int lag =
        switch (random.nextInt(20)) {
          case 0 -> 0;
          case 1 -> random.nextInt(NEAR);
          default -> random.nextInt(NEAR, FAR);
        };
    long first = compactions.first();
    long most = newest - lag;
    return most <= first ? first : most - random.nextLong((most - first + 1) / 2);
  }

  /// Asks a member for the newest revision; from then on it knows of all that was acknowledged.
  private OptionalLong newest(String endpoint) {
    try {
      var all = Keys.everything(plan).all();
      var answer = (RangeResponse) endpoints.call(endpoint, all, plan.deadline());
      compactions.heardOf(answer.getHeader().getRevision());
      return OptionalLong.of(answer.getHeader().getRevision());
    } catch (StatusRuntimeException failure) {
      endpoints.redial(endpoint);
      return OptionalLong.empty();
    }
  }

  private boolean writeDown(String endpoint, long newest) {
    long first = compactions.first();
    if (newest < first) {
      return false;
    }
    Readings.Reading chapter = readings.read(endpoint, first, newest, PATIENCE_FOR_CHAPTERS);
    spool.keep(chapter.tape(), Spool.End.LEFT);
    if (chapter.isWhole(newest)) {
      compactions.writtenDown(chapter.tape());
      return true;
    }
    return false;
  }

  /// Asks a member that knows of a compaction for what happened before it. A stream that lives all
  /// the time is one of a member that did not start anew meanwhile.
  private void lookBack(String endpoint, long compacted) {
    var now = Keys.everything(plan);
    WatchCreateRequest all =
        WatchCreateRequest.newBuilder().setKey(now.first()).setRangeEnd(now.end()).build();
    WatchLine line =
        WatchLine.open(
            "who looks back before " + compacted + " at " + endpoint,
            endpoints.channel(endpoint),
            all,
            spool,
            recorder::now);
    await(line, line::hasBegun, PATIENCE_FOR_CHAPTERS);
    if (line.hasBegun() && newest(endpoint).isPresent()) {
      long start = Math.max(1, compacted - 1 - random.nextInt(PAST));
      line.createAfter(compacted, all.toBuilder().setStartRevision(start).build());
      if (!await(line, line::isAnyOvertaken, PATIENCE) && !line.isOver() && !isDone()) {
        compactions.complain(
            "was not told at %s that %d is compacted: it begins at %d"
                .formatted(endpoint, compacted, start));
      }
    }
    spool.keep(line.close(), Spool.End.LEFT);
  }

  private boolean await(WatchLine line, BooleanSupplier condition, Duration patience) {
    long end = recorder.now() + patience.toNanos();
    while (!condition.getAsBoolean() && !line.isOver() && !isDone() && recorder.now() < end) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    return condition.getAsBoolean();
  }
}
