package probe;

import etcdserverpb.CompactionRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.WatchCreateRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

  Readings(Plan plan, Endpoints endpoints, Recorder recorder, Spool spool) {
    this.plan = plan;
    this.endpoints = endpoints;
    this.recorder = recorder;
    this.spool = spool;
  }

  /// @param last after which nothing happens
  /// @return of the members that told all in time
  List<Tape> ofAllMembers(long first, long last) {
    return endpoints.names().stream()
        .map(endpoint -> read(endpoint, first, last))
        .filter(reading -> reading.next() > last && !reading.isOvertaken())
        .map(Reading::tape)
        .toList();
  }

  private record Reading(Tape tape, long next, boolean isOvertaken) {}

  private Reading read(String endpoint, long first, long last) {
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
    long end = recorder.now() + PATIENCE.toNanos();
    while (!line.isOver() && line.next() <= last && recorder.now() < end) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    return new Reading(line.close(), line.next(), line.isOvertaken());
  }

  /// Compacts, and asks every member again: who begins before what is left must hear so, and who
  /// begins there must be told the rest.
  void compact(long first, long last, Inquest inquest) {
    long middle = first + (last - first) / 2;
    Optional<String> failure = compact(middle);
    if (failure.isPresent()) {
      inquest.add(Promise.RESUMABLE, "could not be tried after a compaction: " + failure.get());
      return;
    }
    var tapes = new ArrayList<Tape>();
    for (String endpoint : endpoints.names()) {
      Reading early = read(endpoint, first, last);
      tapes.add(early.tape());
      if (first < middle && !early.isOvertaken()) {
        inquest.add(Promise.RESUMABLE, "was not told at " + endpoint + " what is compacted");
      }
      Reading late = read(endpoint, middle, last);
      tapes.add(late.tape());
      if (late.next() <= last) {
        inquest.add(Promise.RESUMABLE, "was not told at " + endpoint + " what is not compacted");
      }
    }
    inquest.judgeAfterCompaction(middle, tapes);
  }

  /// @return why not, if it failed
  private Optional<String> compact(long revision) {
    try {
      var _ =
          KVGrpc.newBlockingStub(endpoints.channel(endpoints.names().getFirst()))
              .withDeadlineAfter(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
              .compact(
                  CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
      for (String endpoint : endpoints.names()) {
        // A linearizable read: from then on the member knows of the compaction.
        var _ = endpoints.call(endpoint, Keys.shared(plan).all(), PATIENCE);
      }
      return Optional.empty();
    } catch (StatusRuntimeException failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }
}
