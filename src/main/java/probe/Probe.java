package probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import etcdserverpb.CompactionRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import verify.LiveHistory;
import verify.Operation;
import verify.Outcome;
import verify.Promise;
import verify.Verdict;
import verify.watches.Annals;
import verify.watches.Tape;

/// A workload that runs until it is stopped, and is then judged.
public final class Probe implements AutoCloseable {

  private static final int ROUNDS = 5;
  private static final int MOST_LOOKUPS = 20_000;

  private final Plan plan;
  private final Keys everything;
  private final Keys keys;
  private final Endpoints endpoints;
  private final Recorder recorder = new Recorder();
  private final Company company;
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final long before;
  private final long begun;
  private long length;
  private long goal;
  private boolean allWereTold;
  private Optional<Inquest> inquest = Optional.empty();
  private volatile boolean over;

  private Probe(Plan plan, Endpoints endpoints) {
    this.plan = plan;
    this.endpoints = endpoints;
    this.everything = Keys.everything(plan);
    this.keys = Keys.shared(plan);
    RangeResponse found =
        (RangeResponse) endpoints.callAny(everything.all(), plan.deadline(), ROUNDS);
    if (found.getCount() > 0) {
      throw new PrefixInUse(plan.prefix(), found.getCount());
    }
    this.before = found.getHeader().getRevision();
    this.begun = recorder.now();
    this.company = new Company(plan, before, endpoints, recorder);
  }

  /// Makes sure the prefix is empty, and starts the clients.
  ///
  /// @throws PrefixInUse if there are keys under the prefix
  /// @throws StatusRuntimeException if no member answers
  public static Probe start(Plan plan) {
    Endpoints endpoints = new Endpoints(plan.endpoints(), plan.dial());
    try {
      Probe probe = new Probe(plan, endpoints);
      for (int i = 0; i < plan.clients(); i++) {
        probe.clients.execute(new Client(i, plan, endpoints, probe.recorder, () -> probe.over));
      }
      return probe;
    } catch (RuntimeException failure) {
      endpoints.close();
      throw failure;
    }
  }

  /// What was asked and answered so far.
  public Recorder recorder() {
    return recorder;
  }

  /// How many leases, which were renewed and then forgotten, took keys when their time was over.
  long expiries() {
    return company.expiries();
  }

  /// Who might watch what so far.
  Rights rights() {
    return company.rights();
  }

  /// How often somebody tried to compact.
  long compactions() {
    return company.compactions().operations().stream()
        .filter(operation -> operation.request() instanceof CompactionRequest)
        .count();
  }

  /// Ends the clients and, when all leases have ended, lets somebody write once more, every member
  /// read all keys, and every watcher be told so far.
  public void stop() throws InterruptedException {
    over = true;
    clients.shutdown();
    if (!clients.awaitTermination(2 * plan.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("clients do not stop");
    }
    length = recorder.now() - begun;
    company.endOthers();
    goal = writeLast();
    for (String endpoint : endpoints.names()) {
      var _ = observe(Kind.RANGE, endpoint, keys.all());
    }
    allWereTold = company.endWatchers(goal);
  }

  /// @return its revision; that before all others if nobody answers
  private long writeLast() {
    for (int i = 0; i < ROUNDS * endpoints.names().size(); i++) {
      String endpoint = endpoints.names().get(i % endpoints.names().size());
      Message put = Keys.put(keys.key(0), Call.OBSERVER + "." + i);
      if (observe(Kind.PUT, endpoint, put) instanceof Outcome.Answered(PutResponse answer)) {
        return answer.getHeader().getRevision();
      }
    }
    return before;
  }

  private Outcome observe(Kind kind, String endpoint, Message request) {
    long called = recorder.now();
    Outcome outcome = Outcome.UNKNOWN;
    Status status = Status.OK;
    try {
      outcome = new Outcome.Answered(endpoints.call(endpoint, request, plan.deadline()));
    } catch (StatusRuntimeException failure) {
      status = failure.getStatus();
    }
    long ended = recorder.now();
    Operation operation = new Operation(Call.OBSERVER, called, ended, request, outcome);
    recorder.add(new Call(kind, endpoint, operation, status, ended - called));
    return outcome;
  }

  /// Judges what happened; the clients have been stopped. Compacts the store in the end, if nobody
  /// else uses it.
  public Findings judge() {
    List<Call> calls = recorder.calls();
    LiveHistory history = new LiveHistory(recorder.operations(), before);
    List<Written> writes = calls.stream().flatMap(call -> Written.by(call.operation())).toList();
    Readings readings =
        new Readings(plan, endpoints, recorder, company.spool(), company.compactions());
    inquest = inquest(readings);
    Durability durability = durability(writes);
    explain(history);
    inquest.ifPresent(some -> some.judge(calls, writes, endpoints));
    long begun = System.nanoTime();
    Verdict verdict = verdict(history, inquest.map(Inquest::revisionsOfLeases).orElse(Set.of()));
    long judging = System.nanoTime() - begun;
    inquest.ifPresent(some -> endInquest(some, readings));
    return new Findings(
        plan,
        calls,
        Duration.ofNanos(length),
        new Findings.Span(before, history.lastRevision(), history.revisionsOfOthers()),
        verdict,
        durability,
        overseen(),
        Duration.ofNanos(judging));
  }

  private Durability durability(List<Written> writes) {
    if (inquest.isEmpty() && company.compactions().areAttempted()) {
      return new Durability.Unread("compacted, and what was there before was not told");
    }
    return Durability.check(endpoints, writes, company.compactions().first(), plan.deadline());
  }

  private void explain(LiveHistory history) {
    if (history.unknownWrites() > 0 || plan.revisions() == Plan.Revisions.OURS) {
      Lookup lookup = new Lookup(endpoints, keys, plan.deadline());
      if (company.compactions().areAttempted()) {
        inquest.ifPresent(
            some -> lookup.explain(history, some.annals(), company.compactions().first()));
      }
      lookup.explain(history, MOST_LOOKUPS);
    }
  }

  private void endInquest(Inquest some, Readings readings) {
    if (plan.revisions() == Plan.Revisions.OURS) {
      readings.compact(company.compactions().first(), goal, some);
      some.judgeThePast();
    }
  }

  /// @return nothing if nobody watched, or no member tells all that happened
  private Optional<Inquest> inquest(Readings readings) {
    if (plan.beside().watchers() == 0 || goal == before) {
      return Optional.empty();
    }
    Compactions compactions = company.compactions();
    List<Tape> tapes = readings.ofAllMembers(compactions.first(), goal);
    if (tapes.isEmpty()) {
      return Optional.empty();
    }
    Annals annals =
        Annals.of(
            Stream.concat(compactions.chapters().stream(), tapes.stream())
                .flatMap(Tape::told)
                .flatMap(told -> told.response().getEventsList().stream()));
    return Optional.of(new Inquest(plan, company, annals, tapes));
  }

  private Overseen overseen() {
    if (plan.beside().watchers() == 0) {
      return new Overseen.Nothing();
    }
    if (inquest.isEmpty()) {
      return new Overseen.Unread("no member tells all that happened");
    }
    if (!allWereTold) {
      inquest.get().add(Promise.RELIABLE, "was not told all up to " + goal + " in time");
    }
    return inquest.get().result();
  }

  private Verdict verdict(LiveHistory history, Set<Long> ofLeases) {
    return switch (plan.revisions()) {
      case OURS -> history.checkAlone(ofLeases);
      case SHARED ->
          history.unknownWrites() > 0 && !history.unexplained().isEmpty()
              ? new Verdict.Undecided(0)
              : history.checkAmongOthers();
    };
  }

  /// Writes down all that was said on streams of watchers, and of leases, for people to read.
  public void writeTranscript(Path file) {
    inquest.ifPresent(
        some -> {
          try (PrintWriter writer = new PrintWriter(file.toFile(), UTF_8)) {
            some.write(writer);
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
  }

  /// Deletes everything under the prefix.
  ///
  /// @return whether nothing is left there
  public boolean cleanUp() {
    try {
      endpoints.callAny(everything.deleteAll(), plan.deadline(), ROUNDS);
      RangeResponse left =
          (RangeResponse) endpoints.callAny(everything.all(), plan.deadline(), ROUNDS);
      return left.getCount() == 0;
    } catch (StatusRuntimeException nobodyAnswers) {
      return false;
    }
  }

  @Override
  public void close() {
    over = true;
    clients.shutdownNow();
    company.close();
    endpoints.close();
  }
}
