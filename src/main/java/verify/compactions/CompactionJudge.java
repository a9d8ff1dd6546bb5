package verify.compactions;

import static verify.Promise.COMPACTED_FOR_GOOD;
import static verify.Promise.COMPACTS_FORWARD;
import static verify.Promise.KEPT;

import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import verify.Breach;
import verify.Operation;
import verify.Outcome;
import verify.Promise;
import verify.watches.Annals;
import verify.watches.Tape;

/// Holds compactions, and reads of all keys as they were at some revision, against one another and
/// against what happened.
///
/// What is asked after something was heard must know of it; what runs beside a compaction may be
/// before it or after it. A serializable read may be of a member that knows nothing yet.
public final class CompactionJudge {

  private static final long NEVER = -1;

  private final Annals annals;
  private final Consumer<Breach> breaches;
  private final List<Operation> all;
  private final List<Operation> attempts;

  /// @param annals of all keys that were read
  /// @param operations compactions, and reads at revisions; no compaction was asked for by others
  public CompactionJudge(Annals annals, List<Operation> operations, Consumer<Breach> breaches) {
    this.annals = annals;
    this.breaches = breaches;
    this.all = List.copyOf(operations);
    this.attempts = all.stream().filter(this::mayCompact).toList();
  }

  private boolean mayCompact(Operation operation) {
    return operation.request() instanceof CompactionRequest request
        && !(operation.outcome() instanceof Outcome.Refused)
        && request.getRevision() <= annals.lastRevision();
  }

  /// Judges all that was asked.
  public void judge() {
    for (Operation operation : all) {
      switch (operation.request()) {
        case CompactionRequest request -> judge(operation, request);
        case RangeRequest request -> judge(operation, request);
        default -> throw new IllegalArgumentException("no compaction and no read: " + operation);
      }
    }
    new Past(annals).differences(reads(), (read, why) -> breach(KEPT, read, why));
  }

  private List<Operation> reads() {
    return all.stream()
        .filter(operation -> operation.request() instanceof RangeRequest && isDone(operation))
        .toList();
  }

  private void judge(Operation compaction, CompactionRequest request) {
    long revision = request.getRevision();
    switch (compaction.outcome()) {
      case Outcome.Answered(var response) -> {
        if (revision <= compactedBefore(compaction)) {
          breach(COMPACTS_FORWARD, compaction, "though that was compacted already");
        }
        if (revision > revision(response)) {
          breach(COMPACTS_FORWARD, compaction, "though there was no such revision");
        }
      }
      case Outcome.Refused(var error) ->
          refused(compaction, error, COMPACTS_FORWARD, revision, other -> other >= revision);
      case Outcome.Unknown _ -> {}
    }
  }

  private void judge(Operation read, RangeRequest request) {
    long revision = request.getRevision();
    switch (read.outcome()) {
      case Outcome.Answered _ -> {
        long compacted = compactedBefore(read);
        if (!request.getSerializable() && revision < compacted) {
          breach(COMPACTED_FOR_GOOD, read, "though all before " + compacted + " was compacted");
        }
      }
      case Outcome.Refused(var error) -> {
        if (!request.getSerializable() || error != EtcdError.FUTURE_REVISION) {
          refused(read, error, KEPT, revision, other -> other > revision);
        }
      }
      case Outcome.Unknown _ -> {}
    }
  }

  /// @param excuses which revisions, if they are compacted, make it right to say so of this one
  private void refused(
      Operation operation,
      EtcdError error,
      Promise promise,
      long revision,
      Predicate<Long> excuses) {
    if (error == EtcdError.COMPACTED) {
      boolean isExcused =
          attempts.stream()
              .filter(attempt -> attempt.call() <= operation.end())
              .anyMatch(attempt -> excuses.test(asked(attempt)));
      if (!isExcused) {
        breach(promise, operation, "though nobody had compacted that");
      }
    } else if (revision <= knownBefore(operation)) {
      breach(promise, operation, "though that revision was known");
    }
  }

  /// Below which revision all was known to be compacted when an operation was asked for.
  private long compactedBefore(Operation operation) {
    return heardBefore(operation).mapToLong(CompactionJudge::tells).max().orElse(NEVER);
  }

  private static long tells(Operation operation) {
    return switch (operation.request()) {
      case CompactionRequest request when isDone(operation) || isTooLate(operation) ->
          request.getRevision();
      case RangeRequest request when isTooLate(operation) -> request.getRevision() + 1;
      default -> NEVER;
    };
  }

  /// The newest revision that was known when an operation was asked for.
  private long knownBefore(Operation operation) {
    return heardBefore(operation)
        .flatMapToLong(
            other ->
                other.outcome() instanceof Outcome.Answered(var response)
                    ? LongStream.of(revision(response))
                    : LongStream.empty())
        .max()
        .orElse(NEVER);
  }

  private Stream<Operation> heardBefore(Operation operation) {
    return all.stream().filter(other -> other.end() < operation.call());
  }

  private static boolean isDone(Operation operation) {
    return operation.outcome() instanceof Outcome.Answered;
  }

  private static boolean isTooLate(Operation operation) {
    return operation.outcome() instanceof Outcome.Refused(var error)
        && error == EtcdError.COMPACTED;
  }

  private static long asked(Operation compaction) {
    return ((CompactionRequest) compaction.request()).getRevision();
  }

  private static long revision(Message response) {
    return switch (response) {
      case CompactionResponse answer -> answer.getHeader().getRevision();
      case RangeResponse answer -> answer.getHeader().getRevision();
      default -> throw new IllegalArgumentException("no compaction and no read: " + response);
    };
  }

  /// Judges what watchers were told of compactions: that of one which somebody had asked for.
  public void judge(Tape tape) {
    tape.told()
        .filter(told -> told.response().getCompactRevision() != 0)
        .filter(
            told ->
                attempts.stream()
                    .noneMatch(
                        attempt ->
                            attempt.call() <= told.nanos()
                                && asked(attempt) == told.response().getCompactRevision()))
        .forEach(
            told ->
                breaches.accept(
                    new Breach(
                        KEPT,
                        tape.who(),
                        "was told of a compaction that nobody had asked for: "
                            + told.response().getCompactRevision())));
  }

  private void breach(Promise promise, Operation operation, String why) {
    breaches.accept(new Breach(promise, "who asks for the past", operation + ", " + why));
  }
}
