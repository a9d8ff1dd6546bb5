package probe;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import verify.Operation;
import verify.Outcome;

/// One client: one call at a time, no more a second than it may.
final class Client implements Runnable {

  private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  /// Who is refused is refused at once: without a pause it would do nothing else.
  private static final long PAUSE_AFTER_FAILURE_NANOS = Duration.ofMillis(200).toNanos();

  private final int number;
  private final Plan plan;
  private final Endpoints endpoints;
  private final Recorder recorder;
  private final BooleanSupplier isOver;
  private final RandomGenerator random;
  private final Workload workload;

  Client(int number, Plan plan, Endpoints endpoints, Recorder recorder, BooleanSupplier isOver) {
    this.number = number;
    this.plan = plan;
    this.endpoints = endpoints;
    this.recorder = recorder;
    this.isOver = isOver;
    this.random = new SplittableRandom(plan.seed() + number);
    this.workload = new Workload(Keys.shared(plan), number, random);
  }

  @Override
  public void run() {
    long interval = NANOS_PER_SECOND / plan.callsPerSecond();
    while (!isOver.getAsBoolean()) {
      long begun = System.nanoTime();
      Workload.Errand errand = workload.next();
      call(endpoint(), errand);
      long next = begun + interval / 2 + random.nextLong(interval);
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private String endpoint() {
    int all = endpoints.names().size();
    boolean roams = number % 4 == 3;
    return endpoints.names().get(roams ? random.nextInt(all) : number % all);
  }

  private void call(String endpoint, Workload.Errand errand) {
    long called = recorder.now();
    Outcome outcome = Outcome.UNKNOWN;
    Status status = Status.OK;
    try {
      Message response = endpoints.call(endpoint, errand.request(), plan.deadline());
      outcome = new Outcome.Answered(response);
      workload.heard(errand.request(), response);
    } catch (StatusRuntimeException failure) {
      status = failure.getStatus();
    }
    long ended = recorder.now();
    Operation operation = new Operation(number, called, ended, errand.request(), outcome);
    recorder.add(new Call(errand.kind(), endpoint, operation, status, ended - called));
    if (!status.isOk()) {
      LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
    }
  }
}
