package gateway;

import io.grpc.Metadata;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/// What a call is told of the headers of its HTTP request.
final class CallHeaders {

  private static final String BEARER = "bearer ";

  /// The prefix of HTTP headers that become metadata.
  private static final String METADATA = "grpc-metadata-";

  private static final Metadata.Key<String> TOKEN = key("token");

  /// The metadata that etcd's services read.
  private static final List<Metadata.Key<String>> READ =
      List.of(TOKEN, key("hasleader"), key("client-api-version"));

  private CallHeaders() {}

  /// The token of `Authorization`, and what comes as `Grpc-Metadata-...`.
  static Metadata of(HttpHeaders http) {
    var metadata = new Metadata();
    for (var key : READ) {
      var value = http.get(METADATA + key.name());
      if (value != null) {
        metadata.put(key, value);
      }
    }
    var authorization = http.get(HttpHeaderNames.AUTHORIZATION);
    if (authorization != null) {
      metadata.discardAll(TOKEN);
      metadata.put(TOKEN, token(authorization));
    }
    return metadata;
  }

  private static String token(String authorization) {
    return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? authorization.substring(BEARER.length())
        : authorization;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
