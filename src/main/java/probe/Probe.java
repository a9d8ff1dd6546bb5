package probe;

import com.google.protobuf.Message;
import etcdserverpb.RangeResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import verify.LiveHistory;
import verify.Operation;
import verify.Outcome;
import verify.Verdict;

/// A workload that runs until it is stopped, and is then judged.
public final class Probe implements AutoCloseable {

  private static final int ROUNDS = 5;
  private static final int MOST_LOOKUPS = 20_000;
  private static final int OBSERVER = -1;

  private final Plan plan;
  private final Keys keys;
  private final Endpoints endpoints;
  private final Recorder recorder = new Recorder();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final long before;
  private final long begun;
  private long length;
  private volatile boolean over;

  private Probe(Plan plan, Endpoints endpoints) {
    this.plan = plan;
    this.endpoints = endpoints;
    this.keys = new Keys(plan.prefix(), plan.keys());
    RangeResponse found = (RangeResponse) endpoints.callAny(keys.all(), plan.deadline(), ROUNDS);
    if (found.getCount() > 0) {
      throw new PrefixInUse(plan.prefix(), found.getCount());
    }
    this.before = found.getHeader().getRevision();
    this.begun = recorder.now();
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

  /// Ends the clients, after which every member reads all keys once more.
  public void stop() throws InterruptedException {
    over = true;
    clients.shutdown();
    if (!clients.awaitTermination(2 * plan.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("clients do not stop");
    }
    length = recorder.now() - begun;
    for (String endpoint : endpoints.names()) {
      readAll(endpoint);
    }
  }

  private void readAll(String endpoint) {
    long called = recorder.now();
    Outcome outcome = Outcome.UNKNOWN;
    Status status = Status.OK;
    try {
      Message response = endpoints.call(endpoint, keys.all(), plan.deadline());
      outcome = new Outcome.Answered(response);
    } catch (StatusRuntimeException failure) {
      status = failure.getStatus();
    }
    long ended = recorder.now();
    Operation operation = new Operation(OBSERVER, called, ended, keys.all(), outcome);
    recorder.add(new Call(Kind.RANGE, endpoint, operation, status, ended - called));
  }

  /// Judges what happened; the clients have been stopped.
  public Findings judge() {
    List<Call> calls = recorder.calls();
    LiveHistory history = new LiveHistory(recorder.operations(), before);
    List<Written> writes = calls.stream().flatMap(call -> Written.by(call.operation())).toList();
    Durability durability = Durability.check(endpoints, writes, plan.deadline());
    if (history.unknownWrites() > 0 || plan.revisions() == Plan.Revisions.OURS) {
      new Lookup(endpoints, keys, plan.deadline()).explain(history, MOST_LOOKUPS);
    }
    long begun = System.nanoTime();
    Verdict verdict = verdict(history);
    return new Findings(
        plan,
        calls,
        Duration.ofNanos(length),
        new Findings.Span(before, history.lastRevision(), history.revisionsOfOthers()),
        verdict,
        durability,
        Duration.ofNanos(System.nanoTime() - begun));
  }

  private Verdict verdict(LiveHistory history) {
    return switch (plan.revisions()) {
      case OURS -> history.checkAlone();
      case SHARED ->
          history.unknownWrites() > 0 && !history.unexplained().isEmpty()
              ? new Verdict.Undecided(0)
              : history.checkAmongOthers();
    };
  }

  /// Deletes everything under the prefix.
  ///
  /// @return whether nothing is left there
  public boolean cleanUp() {
    try {
      endpoints.callAny(keys.deleteAll(), plan.deadline(), ROUNDS);
      RangeResponse left = (RangeResponse) endpoints.callAny(keys.all(), plan.deadline(), ROUNDS);
      return left.getCount() == 0;
    } catch (StatusRuntimeException nobodyAnswers) {
      return false;
    }
  }

  @Override
  public void close() {
    over = true;
    clients.shutdownNow();
    endpoints.close();
  }
}
