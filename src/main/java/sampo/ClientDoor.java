package sampo;

import actors.Door;
import com.google.protobuf.ByteString;
import etcd.EtcdError;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.ActorIdentity;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.Identify;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.Patterns;
import org.jspecify.annotations.Nullable;

/// The door of one member as a client sees it. Thread-safe.
///
/// The client knocks on the path of the door, which is the same in every life of the member. The
/// answer is a reference to the door of this very life, and only that is ever asked: what remoting
/// still holds for a member when it dies must not reach its next life, long after the client has
/// been told that nobody knows the outcome.
final class ClientDoor {

  /// What the client knows of the door.
  sealed interface State {}

  /// Nobody has knocked yet.
  private enum Unmet implements State {
    UNMET
  }

  /// The member is there.
  ///
  /// @param heardNanos when it was last heard, on [System#nanoTime]
  private record Open(org.apache.pekko.actor.typed.ActorRef<Door.Ask> door, long heardNanos)
      implements State {}

  /// The member was not there when it was last looked for.
  ///
  /// @param why one line for a person
  private record Shut(String why) implements State {}

  private final ActorSystem<?> system;
  private final Address address;
  private final Duration knockTimeout;
  private final ClientLogin login;
  private volatile String refusal = "";
  private final AtomicReference<State> state = new AtomicReference<>(Unmet.UNMET);
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> knocking =
      new AtomicReference<>();

  ClientDoor(ActorSystem<?> system, Address address, Duration knockTimeout, ClientLogin login) {
    this.system = system;
    this.login = login;
    this.address = address;
    this.knockTimeout = knockTimeout;
  }

  boolean isOpen() {
    return state.get() instanceof Open;
  }

  /// Finds out whether the member is there, unless it was heard a moment ago. Callers at the same
  /// time share one knock.
  ///
  /// @return ends with whether it is; never fails
  CompletionStage<Boolean> ready() {
    return state.get() instanceof Open(var _, long heardNanos)
            && System.nanoTime() - heardNanos < knockTimeout.toNanos()
        ? CompletableFuture.completedFuture(true)
        : knock();
  }

  /// Finds out whether the member is there.
  ///
  /// @return ends with whether it is; never fails
  CompletionStage<Boolean> knock() {
    var mine = new CompletableFuture<Boolean>();
    var others = knocking.compareAndExchange(null, mine);
    if (others != null) {
      return others;
    }
    identify()
        .whenComplete(
            (identity, failure) -> {
              state.set(failure == null ? stateOf(identity) : silent(knockTimeout));
              knocking.set(null);
              mine.complete(isOpen());
            });
    return mine;
  }

  private CompletionStage<ActorIdentity> identify() {
    try {
      var path = ActorRefResolver.get(system).resolveActorRef(address + Door.PATH);
      return Patterns.ask(Adapter.toClassic(path), new Identify(Door.NAME), knockTimeout)
          .thenApply(ActorIdentity.class::cast);
    } catch (RuntimeException systemEnded) {
      return CompletableFuture.failedFuture(systemEnded);
    }
  }

  private static State stateOf(ActorIdentity identity) {
    Optional<ActorRef> door = identity.getActorRef();
    return door.<State>map(ref -> new Open(Adapter.toTyped(ref), System.nanoTime()))
        .orElseGet(() -> new Shut("is an actor system, but not that of a Sampo member"));
  }

  private static Shut silent(Duration patience) {
    return new Shut("did not answer within " + patience.toMillis() + " ms");
  }

  /// Asks the member, which must be open; after `timeout` it is held to be shut.
  CompletionStage<Door.Answer> ask(Door.Kind kind, ByteString request, Duration timeout) {
    return login.ask(
        token -> ask(kind, request, timeout, token),
        who -> ask(Door.Kind.AUTHENTICATE, who, timeout, null));
  }

  private CompletionStage<Door.Answer> ask(
      Door.Kind kind, ByteString request, Duration timeout, @Nullable String token) {
    State before = state.get();
    if (!(before instanceof Open(var door, long _))) {
      return CompletableFuture.failedFuture(new IllegalStateException(this + " is not open"));
    }
    return AskPattern.<Door.Ask, Door.Answer>ask(
            door,
            replyTo -> new Door.Ask(kind, request, replyTo, token),
            timeout,
            system.scheduler())
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                heard(door);
              } else {
                state.compareAndSet(before, silent(timeout));
              }
            });
  }

  private void heard(org.apache.pekko.actor.typed.ActorRef<Door.Ask> door) {
    var now = new Open(door, System.nanoTime());
    state.updateAndGet(
        known -> known instanceof Open(var other, long _) && !other.equals(door) ? known : now);
  }

  /// Takes the door for shut.
  ///
  /// @param why one line for a person
  void shut(String why) {
    state.set(new Shut(why));
  }

  /// Hears that the member refused to say who belongs to the cluster.
  void refused(EtcdError why) {
    refusal = ", but lets nobody like this client in: " + why.text();
  }

  /// The address, and what is known of it.
  String describe() {
    return switch (state.get()) {
      case Unmet _ -> address + " was not asked";
      case Open _ -> address + " is there" + refusal;
      case Shut(String why) -> address + " " + why;
    };
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
