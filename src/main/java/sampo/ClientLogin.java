package sampo;

import actors.Door;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import etcd.EtcdError;
import etcdserverpb.AuthenticateRequest;
import etcdserverpb.AuthenticateResponse;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who a client is to the members: nobody until a member asks, then a user by the token that it
/// gave for the password. Thread-safe.
final class ClientLogin {

  private final ClientSettings.@Nullable User user;
  private final AtomicReference<Optional<String>> token = new AtomicReference<>(Optional.empty());
  private final AtomicReference<@Nullable CompletableFuture<Optional<Door.Answer>>> asking =
      new AtomicReference<>();

  /// @param user null for a client that stays nobody
  ClientLogin(ClientSettings.@Nullable User user) {
    this.user = user;
  }

  /// Asks a member, and, when it wants another token, once more with one that it gives. Nothing has
  /// happened then: a request without a good token has no effect.
  ///
  /// @param ask asks for what is wanted, with a token or none
  /// @param authenticate asks the same member for a token, by an encoded AuthenticateRequest
  CompletionStage<Door.Answer> ask(
      Function<@Nullable String, CompletionStage<Door.Answer>> ask,
      Function<ByteString, CompletionStage<Door.Answer>> authenticate) {
    var used = now();
    return ask.apply(used.orElse(null))
        .thenCompose(
            answer ->
                user != null && wantsToken(answer)
                    ? renew(user, used, authenticate)
                        .thenCompose(
                            refusal ->
                                refusal.isEmpty()
                                    ? ask.apply(now().orElse(null))
                                    : CompletableFuture.completedStage(refusal.get()))
                    : CompletableFuture.completedStage(answer));
  }

  private Optional<String> now() {
    return Objects.requireNonNull(token.get());
  }

  private static boolean wantsToken(Door.Answer answer) {
    return answer instanceof Door.Refused(var error)
        && (error == EtcdError.USER_EMPTY
            || error == EtcdError.INVALID_AUTH_TOKEN
            || error == EtcdError.AUTH_OLD_REVISION);
  }

  /// Callers at the same time share one token.
  ///
  /// @return why there is no other token than the one used; empty if there is; never fails
  private CompletionStage<Optional<Door.Answer>> renew(
      ClientSettings.User user,
      Optional<String> used,
      Function<ByteString, CompletionStage<Door.Answer>> authenticate) {
    var mine = new CompletableFuture<Optional<Door.Answer>>();
    var others = asking.compareAndExchange(null, mine);
    if (others != null) {
      return others;
    }
    if (!now().equals(used)) {
      asking.set(null);
      mine.complete(Optional.empty());
      return mine;
    }
    var request =
        AuthenticateRequest.newBuilder().setName(user.name()).setPassword(user.password()).build();
    authenticate
        .apply(request.toByteString())
        .whenComplete(
            (answer, _) -> {
              var refusal = keep(answer);
              asking.set(null);
              mine.complete(refusal);
            });
    return mine;
  }

  /// @param answer null if there was none
  private Optional<Door.Answer> keep(Door.@Nullable Answer answer) {
    switch (answer) {
      case Door.Done(var response) -> {
        try {
          token.set(Optional.of(AuthenticateResponse.parseFrom(response).getToken()));
        } catch (InvalidProtocolBufferException malformed) {
          return Optional.of(new Door.Failed("gave what is no token: " + malformed.getMessage()));
        }
      }
      case Door.Refused(var error) when error == EtcdError.AUTH_NOT_ENABLED ->
          token.set(Optional.empty());
      case Door.Refused refused -> {
        return Optional.of(refused);
      }
      case Door.Failed failed -> {
        return Optional.of(failed);
      }
      case null -> {}
    }
    return Optional.empty();
  }
}
