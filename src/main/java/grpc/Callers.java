package grpc;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.concurrent.Executor;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import service.Caller;

/// Reads from a call who makes it.
final class Callers {

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
    var session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    return token == null && session == null
        ? new Caller(thread, Caller.Client.ANONYMOUS, ending)
        : new Caller(
            thread, new Caller.Client(token, session == null ? null : name(session)), ending);
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

  /// The common name of the certificate that the client has proved to own; null without one.
  private static @Nullable String name(SSLSession session) {
    try {
      for (var part : new LdapName(session.getPeerPrincipal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return part.getValue().toString();
        }
      }
      return null;
    } catch (SSLPeerUnverifiedException | InvalidNameException none) {
      return null;
    }
  }
}
