package probe;

import etcdserverpb.AuthGrpc;
import etcdserverpb.AuthenticateRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Calls in the name of a user, but where a call says who it is by itself: shows a password when
/// there is no token, or a member no longer takes it. While auth is off it says nothing.
public final class Login implements ClientInterceptor {

  static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String user;
  private final String password;
  private volatile @Nullable String token;

  public Login(String user, String password) {
    this.user = user;
    this.password = password;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    return method.equals(AuthGrpc.getAuthenticateMethod()) ? call : new Named<>(call, next);
  }

  private final class Named<Q, A> extends SimpleForwardingClientCall<Q, A> {
    private final Channel channel;

    Named(ClientCall<Q, A> call, Channel channel) {
      super(call);
      this.channel = channel;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      if (headers.containsKey(TOKEN)) {
        super.start(listener, headers);
        return;
      }
      String shown = tokenFrom(channel);
      if (shown != null) {
        headers.put(TOKEN, shown);
      }
      super.start(
          new SimpleForwardingClientCallListener<>(listener) {
            @Override
            public void onClose(Status status, Metadata trailers) {
              if (status.getCode() == Status.Code.UNAUTHENTICATED) {
                forget(shown);
              }
              super.onClose(status, trailers);
            }
          },
          headers);
    }
  }

  private synchronized void forget(@Nullable String refused) {
    if (refused != null && refused.equals(token)) {
      token = null;
    }
  }

  private @Nullable String tokenFrom(Channel channel) {
    String known = token;
    return known == null ? logIn(channel) : known;
  }

  private synchronized @Nullable String logIn(Channel channel) {
    if (token == null) {
      try {
        token = token(channel, user, password);
      } catch (StatusRuntimeException offOrNobodyAnswers) {
        return null;
      }
    }
    return token;
  }

  /// Shows a password.
  ///
  /// @throws StatusRuntimeException if no token was given
  static String token(Channel channel, String user, String password) {
    return AuthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
        .authenticate(AuthenticateRequest.newBuilder().setName(user).setPassword(password).build())
        .getToken();
  }
}
