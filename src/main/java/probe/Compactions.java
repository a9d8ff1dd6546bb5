package probe;

import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import verify.Operation;
import verify.Outcome;
import verify.watches.Tape;

/// What was asked of the past, by whomever, and what of it may be compacted.
final class Compactions {

  private final Endpoints endpoints;
  private final Recorder recorder;
  private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
  private final Queue<Tape> chapters = new ConcurrentLinkedQueue<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicLong attempted;
  private final AtomicLong newest;
  private final long before;

  /// @param before the last revision before the workload
  Compactions(long before, Endpoints endpoints, Recorder recorder) {
    this.endpoints = endpoints;
    this.recorder = recorder;
    this.before = before;
    this.attempted = new AtomicLong();
    this.newest = new AtomicLong(before);
  }

  /// Whether anybody tried to compact.
  boolean areAttempted() {
    return attempted.get() > 0;
  }

  /// The first revision of the workload that nobody tried to compact away.
  long first() {
    return Math.max(before + 1, attempted.get());
  }

  /// The newest revision that any answer here spoke of.
  long newest() {
    return newest.get();
  }

  /// Compacts at one member.
  ///
  /// @param client a number of its own for whom may ask beside others
  Outcome compact(int client, String endpoint, long revision, boolean physical, Duration deadline) {
    if (revision <= newest.get()) {
      attempted.accumulateAndGet(revision, Math::max);
    }
    return ask(
        client,
        endpoint,
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(physical).build(),
        deadline);
  }

  /// Asks one member how all keys were.
  Outcome read(int client, String endpoint, RangeRequest all, Duration deadline) {
    return ask(client, endpoint, all, deadline);
  }

  private Outcome ask(int client, String endpoint, Message request, Duration deadline) {
    long called = recorder.now();
    Outcome outcome = Outcome.UNKNOWN;
    try {
      Message response = endpoints.call(endpoint, request, deadline);
      newest.accumulateAndGet(revision(response), Math::max);
      outcome = new Outcome.Answered(response);
    } catch (StatusRuntimeException failure) {
      outcome = refusal(failure).map(Compactions::refused).orElse(Outcome.UNKNOWN);
    }
    operations.add(new Operation(client, called, recorder.now(), request, outcome));
    return outcome;
  }

  private static Outcome refused(EtcdError error) {
    return new Outcome.Refused(error);
  }

  private static Optional<EtcdError> refusal(StatusRuntimeException failure) {
    return Optional.ofNullable(failure.getStatus().getDescription())
        .flatMap(EtcdError::ofText)
        .filter(error -> error == EtcdError.COMPACTED || error == EtcdError.FUTURE_REVISION);
  }

  private static long revision(Message response) {
    return switch (response) {
      case CompactionResponse answer -> answer.getHeader().getRevision();
      case RangeResponse answer -> answer.getHeader().getRevision();
      default -> throw new IllegalArgumentException("no answer about the past: " + response);
    };
  }

  /// Learns of a revision that there is.
  void heardOf(long revision) {
    newest.accumulateAndGet(revision, Math::max);
  }

  /// Keeps what happened in a stretch of time that may be compacted from now on.
  void writtenDown(Tape chapter) {
    chapters.add(chapter);
  }

  /// What was written down before it was compacted.
  List<Tape> chapters() {
    return List.copyOf(chapters);
  }

  /// Something that should have been told was not.
  void complain(String what) {
    complaints.add(what);
  }

  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /// All that was asked, in about the order it was answered.
  List<Operation> operations() {
    return List.copyOf(operations);
  }
}
