package probe;

import etcdserverpb.WatchCreateRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import verify.Outcome;
import verify.Promise;
import verify.watches.Tape;

/// What each member tells, once nothing happens any longer, of all that happened.
final class Readings {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

  private final Plan plan;
  private final Endpoints endpoints;
  private final Recorder recorder;
  private final Spool spool;
  private final Compactions compactions;

  Readings(
      Plan plan, Endpoints endpoints, Recorder recorder, Spool spool, Compactions compactions) {
    this.plan = plan;
    this.endpoints = endpoints;
    this.recorder = recorder;
    this.spool = spool;
    this.compactions = compactions;
  }

  /// @param last after which nothing happens
  /// @return of the members that told all in time
  List<Tape> ofAllMembers(long first, long last) {
    return endpoints.names().stream()
        .map(endpoint -> read(endpoint, first, last, PATIENCE))
        .filter(reading -> reading.isWhole(last))
        .map(Reading::tape)
        .toList();
  }

  /// What one member told.
  ///
  /// @param next the revision at which it would go on
  record Reading(Tape tape, long next, boolean isOvertaken) {

    /// Whether all up to a revision was told.
    boolean isWhole(long last) {
      return next > last && !isOvertaken;
    }
  }

  /// Asks one member for all that happened.
  ///
  /// @param last where it ends, unless patience ends before
  Reading read(String endpoint, long first, long last, Duration patience) {
    Keys all = Keys.everything(plan);
    WatchCreateRequest request =
        WatchCreateRequest.newBuilder()
            .setKey(all.first())
            .setRangeEnd(all.end())
            .setPrevKv(true)
            .setStartRevision(first)
            .build();
    WatchLine line =
        WatchLine.open(
            "who reads all from " + first + " at " + endpoint,
            endpoints.channel(endpoint),
            request,
            spool,
            recorder::now);
    long end = recorder.now() + patience.toNanos();
    while (!line.isOver() && line.next() <= last && recorder.now() < end) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    return new Reading(line.close(), line.next(), line.isOvertaken());
  }

  /// Compacts, and asks every member again: who begins before what is left must hear so, and who
  /// begins there must be told the rest.
  void compact(long first, long last, Inquest inquest) {
    long middle = first + (last - first + 1) / 2;
    Optional<String> failure = compact(middle);
    if (failure.isPresent()) {
      inquest.add(Promise.RESUMABLE, "could not be tried after a compaction: " + failure.get());
      return;
    }
    var tapes = new ArrayList<Tape>();
    for (String endpoint : endpoints.names()) {
      Reading early = read(endpoint, first, last, PATIENCE);
      tapes.add(early.tape());
      if (first < middle && !early.isOvertaken()) {
        inquest.add(Promise.RESUMABLE, "was not told at " + endpoint + " what is compacted");
      }
      Reading late = read(endpoint, middle, last, PATIENCE);
      tapes.add(late.tape());
      if (late.next() <= last) {
        inquest.add(Promise.RESUMABLE, "was not told at " + endpoint + " what is not compacted");
      }
      for (long revision : new long[] {Math.max(1, middle - 1), middle, last}) {
        var at = Keys.everything(plan).all().toBuilder().setRevision(revision).build();
        var _ = compactions.read(Call.OBSERVER, endpoint, at, plan.deadline());
      }
    }
    inquest.judgeAfterCompaction(middle, tapes);
  }

  /// @return why not, if it failed
  private Optional<String> compact(long revision) {
    String endpoint = endpoints.names().getFirst();
    Outcome outcome = compactions.compact(Call.OBSERVER, endpoint, revision, true, PATIENCE);
    if (!(outcome instanceof Outcome.Answered)) {
      return Optional.of(outcome.toString());
    }
    try {
      for (String other : endpoints.names()) {
        // A linearizable read: from then on the member knows of the compaction.
        var _ = endpoints.call(other, Keys.shared(plan).all(), PATIENCE);
      }
      return Optional.empty();
    } catch (StatusRuntimeException failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }
}
