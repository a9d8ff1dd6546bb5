package sampo;

import actors.Door;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import etcd.EtcdError;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/// One request under way: sent to one member, and for a read to the next, until it is answered or
/// its time is over.
///
/// A member is sent a request only when it was heard a moment ago, so that little is sent into the
/// void. A write is sent to one member only: from then on nobody but that member can say what
/// became of it.
final class ClientCall<R> {

  /// Which members to try.
  interface Route {
    /// The best open door but for those tried; null if there is none.
    @Nullable ClientDoor next(Set<ClientDoor> tried);

    /// Looks for open doors.
    ///
    /// @return ends with whether one was found; never fails
    CompletionStage<Boolean> search();

    /// Hears that a door did not answer.
    void silent(ClientDoor door);

    /// Hears in which term an answer was given.
    void heard(long term);

    /// What became of each door, for a person.
    String describe();
  }

  /// How far the request is.
  private sealed interface Stage {}

  /// It was sent to nobody.
  private enum Seeking implements Stage {
    SEEKING
  }

  /// It was refused for a reason that may pass.
  private record Refused(EtcdError error) implements Stage {}

  /// It was sent, last to `door`, and is not answered; `refused` is the last refusal before.
  private record Sent(ClientDoor door, Optional<EtcdError> refused) implements Stage {}

  /// It must not be sent any more.
  private enum Over implements Stage {
    OVER
  }

  private final ActorSystem<?> system;
  private final ClientSettings settings;
  private final Route route;
  private final ClientRequest<R> request;
  private final CompletableFuture<R> result = new CompletableFuture<>();
  private final AtomicReference<Stage> stage = new AtomicReference<>(Seeking.SEEKING);
  private final Set<ClientDoor> tried = new HashSet<>();
  private final long deadlineNanos;

  ClientCall(
      ActorSystem<?> system, ClientSettings settings, Route route, ClientRequest<R> request) {
    this.system = system;
    this.settings = settings;
    this.route = route;
    this.request = request;
    this.deadlineNanos = System.nanoTime() + settings.timeout().toNanos();
  }

  CompletableFuture<R> start() {
    try {
      var timer = after(settings.timeout(), () -> end(this::timedOut));
      result.whenComplete((_, _) -> timer.cancel());
      attempt();
    } catch (IllegalStateException systemEnded) {
      end(this::closed);
    }
    return result;
  }

  /// Gives the request up.
  void close() {
    end(this::closed);
  }

  private void end(Function<Stage, RuntimeException> why) {
    result.completeExceptionally(why.apply(stage.getAndSet(Over.OVER)));
  }

  /// @return whether the request goes on
  private boolean enter(Stage next) {
    return stage.getAndUpdate(was -> was == Over.OVER ? was : next) != Over.OVER;
  }

  private Cancellable after(Duration delay, Runnable action) {
    return system.scheduler().scheduleOnce(delay, action, system.executionContext());
  }

  private void attempt() {
    var door = route.next(tried);
    if (door != null) {
      approach(door);
    } else if (tried.isEmpty()) {
      proceed(route.search(), _ -> attemptFound());
    } else {
      tried.clear();
      proceed(route.search(), _ -> pause());
    }
  }

  private void attemptFound() {
    var door = route.next(tried);
    if (door != null) {
      approach(door);
    } else {
      pause();
    }
  }

  private void pause() {
    if (stage.get() != Over.OVER) {
      after(settings.retryPause(), () -> guard(this::attempt));
    }
  }

  private void approach(ClientDoor door) {
    proceed(
        door.ready(),
        open -> {
          if (open) {
            send(door);
          } else {
            route.silent(door);
            tried.add(door);
            attempt();
          }
        });
  }

  private void send(ClientDoor door) {
    if (enter(new Sent(door, lastRefusal()))) {
      var answer = door.ask(request.kind(), request.bytes(), patience());
      proceed(answer.handle((said, _) -> Optional.ofNullable(said)), said -> heard(door, said));
    }
  }

  private Optional<EtcdError> lastRefusal() {
    return switch (stage.get()) {
      case Refused(var error) -> Optional.of(error);
      case Sent(_, var refused) -> refused;
      case Seeking _, Over _ -> Optional.empty();
    };
  }

  private Duration patience() {
    var left = Duration.ofNanos(Math.max(deadlineNanos - System.nanoTime(), 1_000_000));
    return switch (request.nature()) {
      case READ -> Collections.min(List.of(left, settings.attemptTimeout()));
      case WRITE -> left;
    };
  }

  private void heard(ClientDoor door, Optional<Door.Answer> said) {
    switch (said.orElse(null)) {
      case null -> unanswered(door);
      case Door.Done(var response) -> done(door, response);
      case Door.Refused(var error) -> refused(door, error);
      case Door.Failed(var reason) -> failed(door + " failed: " + reason, null);
    }
  }

  private void unanswered(ClientDoor door) {
    route.silent(door);
    switch (request.nature()) {
      case READ -> {
        tried.add(door);
        attempt();
      }
      case WRITE -> end(this::timedOut);
    }
  }

  private void done(ClientDoor door, ByteString response) {
    try {
      R answer = request.parse(response);
      route.heard(request.header().apply(answer).getRaftTerm());
      result.complete(answer);
      stage.set(Over.OVER);
    } catch (InvalidProtocolBufferException malformed) {
      failed(door + " answered what is no " + request.kind() + " response", malformed);
    }
  }

  private void refused(ClientDoor door, EtcdError error) {
    boolean isRead = request.nature() == ClientRequest.Nature.READ;
    if (isRead && mayPass(error)) {
      if (enter(new Refused(error))) {
        tried.add(door);
        pause();
      }
    } else if (!isRead && leavesOpen(error)) {
      failed(door + " answered: " + error.text(), error.exception());
    } else {
      end(_ -> error.exception());
    }
  }

  private void failed(String what, @Nullable Throwable cause) {
    end(
        _ ->
            switch (request.nature()) {
              case READ -> new ClientException.MemberFailed(what, cause);
              case WRITE -> outcomeUnknown(what, cause);
            });
  }

  private static boolean mayPass(EtcdError error) {
    return switch (error.code()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELED -> true;
      default -> error == EtcdError.NOT_SUPPORTED_FOR_LEARNER;
    };
  }

  /// Whether a write that ends so may have happened: it was let in before it failed.
  private static boolean leavesOpen(EtcdError error) {
    return switch (error.code()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELED -> error != EtcdError.NO_LEADER;
      default -> false;
    };
  }

  private RuntimeException timedOut(Stage was) {
    long millis = settings.timeout().toMillis();
    return switch (was) {
      case Seeking _, Over _ ->
          new ClientException.NoMemberReachable(
              "no member could be reached within %d ms: %s".formatted(millis, route.describe()));
      case Refused(var error) -> error.exception();
      case Sent(var door, var refused) ->
          switch (request.nature()) {
            case READ ->
                refused
                    .<RuntimeException>map(EtcdError::exception)
                    .orElseGet(
                        () ->
                            new ClientException.TimedOut(
                                "no member answered within %d ms; asked last was %s"
                                    .formatted(millis, door)));
            case WRITE ->
                outcomeUnknown("%s did not answer within %d ms".formatted(door, millis), null);
          };
    };
  }

  private RuntimeException closed(Stage was) {
    return was instanceof Sent(var door, _) && request.nature() == ClientRequest.Nature.WRITE
        ? outcomeUnknown("the client was closed before " + door + " answered", null)
        : new ClientException.Closed();
  }

  private ClientException outcomeUnknown(String why, @Nullable Throwable cause) {
    return new ClientException.OutcomeUnknown(
        "the outcome of this %s is unknown: %s".formatted(request.kind(), why), cause);
  }

  private <T> void proceed(CompletionStage<T> awaited, Consumer<T> next) {
    awaited.thenAccept(value -> guard(() -> next.accept(value)));
  }

  /// A failure in here must not leave the caller waiting for the timeout.
  private void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      end(was -> was instanceof Sent ? closed(was) : failure);
    }
  }
}
