package probe;

import etcd.EtcdError;
import etcdserverpb.AuthGrpc;
import etcdserverpb.AuthenticateRequest;
import etcdserverpb.AuthenticateResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors.CheckedForwardingClientCall;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Calls in the name of a user, but where a call says who it is by itself: shows the password for a
/// token, for all calls at once, and shows it again when a member no longer takes the token.
///
/// A call of one request whose token was refused is made again, once, with a new one: nothing was
/// done. A stream is not: the next has a new token. While auth is off, calls go without. One that
/// cannot be made for want of a token fails as the login did.
public final class Login implements ClientInterceptor {

  static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String user;
  private final String password;
  private @Nullable CompletableFuture<Shown> shown;

  public Login(String user, String password) {
    this.user = user;
    this.password = password;
  }

  /// What calls show: a token, or that there is none to be had while auth is off.
  record Shown(@Nullable String token) {

    Metadata addedTo(Metadata headers) {
      var all = new Metadata();
      all.merge(headers);
      if (token != null) {
        all.put(TOKEN, token);
      }
      return all;
    }
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    if (method.equals(AuthGrpc.getAuthenticateMethod())) {
      return next.newCall(method, options);
    }
    return method.getType() == MethodType.UNARY
        ? new UserCall<>(this, () -> next.newCall(method, options), options, next)
        : new Named<>(next.newCall(method, options), next);
  }

  /// Whether a call was refused for the token that it showed, or for showing none.
  static boolean isRefused(Status status) {
    var said = status.getDescription();
    return status.getCode() == Status.Code.UNAUTHENTICATED
        || EtcdError.USER_EMPTY.text().equals(said)
        || EtcdError.AUTH_OLD_REVISION.text().equals(said);
  }

  /// A stream in the name of the user.
  private final class Named<Q, A> extends CheckedForwardingClientCall<Q, A> {
    private final Channel channel;

    Named(ClientCall<Q, A> call, Channel channel) {
      super(call);
      this.channel = channel;
    }

    @Override
    protected void checkedStart(Listener<A> listener, Metadata headers) throws StatusException {
      if (headers.containsKey(TOKEN)) {
        delegate().start(listener, headers);
        return;
      }
      Shown mine = await(shown(channel, null));
      delegate()
          .start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onClose(Status status, Metadata trailers) {
                  if (isRefused(status)) {
                    forget(mine);
                  }
                  super.onClose(status, trailers);
                }
              },
              mine.addedTo(headers));
    }
  }

  private static Shown await(CompletableFuture<Shown> login) throws StatusException {
    try {
      return login.join();
    } catch (CompletionException failed) {
      throw Status.fromThrowable(failed).asException();
    }
  }

  /// No call is to show this any more.
  synchronized void forget(Shown refused) {
    var known = shown;
    if (known != null && known.state() == State.SUCCESS && known.resultNow().equals(refused)) {
      shown = null;
    }
  }

  /// What to show; asks for it if it is not there.
  ///
  /// @param deadline of who needs it
  synchronized CompletableFuture<Shown> shown(Channel channel, @Nullable Deadline deadline) {
    var known = shown;
    if (known == null || known.isCompletedExceptionally()) {
      known = logIn(channel, deadline);
      shown = known;
    }
    return known;
  }

  private CompletableFuture<Shown> logIn(Channel channel, @Nullable Deadline deadline) {
    var login = new CompletableFuture<Shown>();
    var stub = AuthGrpc.newStub(channel);
    (deadline == null
            ? stub.withDeadlineAfter(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
            : stub.withDeadline(deadline))
        .authenticate(
            request(user, password),
            new StreamObserver<>() {
              @Override
              public void onNext(AuthenticateResponse response) {
                login.complete(new Shown(response.getToken()));
              }

              @Override
              public void onError(Throwable failure) {
                if (isOff(failure)) {
                  login.complete(new Shown(null));
                } else {
                  login.completeExceptionally(failure);
                }
              }

              @Override
              public void onCompleted() {}
            });
    return login;
  }

  private static boolean isOff(Throwable failure) {
    var said = Status.fromThrowable(failure).getDescription();
    return Objects.equals(said, EtcdError.AUTH_NOT_ENABLED.text());
  }

  private static AuthenticateRequest request(String user, String password) {
    return AuthenticateRequest.newBuilder().setName(user).setPassword(password).build();
  }

  /// Shows a password.
  ///
  /// @throws StatusRuntimeException if no token was given
  static String token(Channel channel, String user, String password) {
    return AuthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
        .authenticate(request(user, password))
        .getToken();
  }
}
