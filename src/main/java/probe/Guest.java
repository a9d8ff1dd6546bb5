package probe;

import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import verify.rights.Attempt;
import verify.rights.Span;

/// A client that asks to watch what its user may read now and then, at one member after the other.
///
/// Members decide by what they know, and one may know little. So the client reads first at the
/// member where its stream is: from then on that one knows of every change that was heard of.
final class Guest implements Runnable {

  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_WATCHES = 8;
  private static final String DENIED = "permission denied";

  private final Plan plan;
  private final Endpoints endpoints;
  private final Recorder recorder;
  private final Rights rights;
  private final BooleanSupplier isOver;
  private final RandomGenerator random;

  /// @param endpoints in the name of root
  Guest(
      int number,
      Plan plan,
      Endpoints endpoints,
      Recorder recorder,
      Rights rights,
      BooleanSupplier isOver) {
    this.plan = plan;
    this.endpoints = endpoints;
    this.recorder = recorder;
    this.rights = rights;
    this.isOver = isOver;
    this.random = new SplittableRandom(plan.seed() * 131 + number);
  }

  @Override
  public void run() {
    try {
      while (!isOver.getAsBoolean()) {
        Optional<String> user = rights.user();
        if (user.isPresent()) {
          visit(user.get(), endpoints.names().get(random.nextInt(endpoints.names().size())));
        }
        LockSupport.parkNanos(PAUSE_NANOS + random.nextLong(PAUSE_NANOS));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void visit(String user, String endpoint) throws InterruptedException {
    try (Visit visit = Visit.open(endpoints.channel(endpoint), user)) {
      boolean isOpen = visit.ask(watch(Rights.any(random)), PATIENCE).isPresent();
      int wanted = 1 + random.nextInt(MOST_WATCHES);
      for (int i = 0; i < wanted && isOpen && !isOver.getAsBoolean(); i++) {
        long since = recorder.now();
        var _ = endpoints.call(endpoint, Keys.guarded(plan).all(), plan.deadline());
        Span keys = Rights.any(random);
        Optional<WatchResponse> answer = visit.ask(watch(keys), PATIENCE);
        long heard = recorder.now();
        isOpen = answer.isPresent();
        answer
            .flatMap(Guest::isCreated)
            .map(created -> new Attempt(user, endpoint, since, heard, keys, created))
            .ifPresent(rights::attempted);
      }
    } catch (StatusRuntimeException nobodyAnswers) {
      endpoints.redial(endpoint);
    }
  }

  /// @return nothing if it was refused for another reason than the user's rights
  private static Optional<Boolean> isCreated(WatchResponse answer) {
    if (!answer.getCanceled()) {
      return Optional.of(true);
    }
    return answer.getCancelReason().contains(DENIED) ? Optional.of(false) : Optional.empty();
  }

  private WatchCreateRequest watch(Span keys) {
    var request = WatchCreateRequest.newBuilder().setKey(rights.first(keys));
    boolean isOne = keys.end() == keys.first() + 1;
    if (!isOne || random.nextBoolean()) {
      request.setRangeEnd(rights.end(keys));
    }
    return request.build();
  }
}
