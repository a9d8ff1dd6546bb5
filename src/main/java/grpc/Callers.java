package grpc;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import service.Caller;

/// Reads from a call who makes it.
final class Callers {

  /// The user that a connection's client is by its certificate.
  static final Attributes.Key<String> USER_OF_CERTIFICATE =
      Attributes.Key.create("user-of-certificate");

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "Bearer ";

  private Callers() {}

  /// The caller of a call that came with these headers.
  static Caller of(ServerCall<?, ?> call, Metadata headers, Executor thread) {
    return of(call, headers, thread, Caller.Ending.AT_ONCE);
  }

  /// The caller of a call that says when it has ended.
  static Caller of(ServerCall<?, ?> call, Metadata headers, Executor thread, Caller.Ending ending) {
    var token = token(headers);
    var user = call.getAttributes().get(USER_OF_CERTIFICATE);
    var client =
        token == null && user == null ? Caller.Client.ANONYMOUS : new Caller.Client(token, user);
    return new Caller(thread, client, ending);
  }

  private static @Nullable String token(Metadata headers) {
    var token = headers.get(TOKEN);
    if (token != null) {
      return token;
    }
    var authorization = headers.get(AUTHORIZATION);
    return authorization != null && authorization.startsWith(BEARER)
        ? authorization.substring(BEARER.length())
        : authorization;
  }
}
