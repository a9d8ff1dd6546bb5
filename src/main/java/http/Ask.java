package http;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/// A request that an endpoint is to answer.
///
/// @param path without the query, decoded
/// @param query the values of each parameter, in order
/// @param body empty when there is none
public record Ask(
    HttpMethod method,
    String path,
    Map<String, List<String>> query,
    HttpHeaders headers,
    byte[] body) {

  /// A request and its body.
  ///
  /// @throws IllegalArgumentException if its address cannot be decoded
  static Ask whole(FullHttpRequest request) {
    return of(request, ByteBufUtil.getBytes(request.content()));
  }

  /// A request whose body is still to come.
  ///
  /// @throws IllegalArgumentException if its address cannot be decoded
  static Ask head(HttpRequest request) {
    return of(request, new byte[0]);
  }

  private static Ask of(HttpRequest request, byte[] body) {
    var uri = new QueryStringDecoder(request.uri());
    return new Ask(request.method(), uri.path(), uri.parameters(), request.headers(), body);
  }

  /// The first value of a parameter; empty when it is not there.
  String first(String parameter) {
    return query.getOrDefault(parameter, List.of("")).getFirst();
  }

  /// All values of a parameter that are not empty.
  List<String> all(String parameter) {
    return query.getOrDefault(parameter, List.of()).stream()
        .filter(value -> !value.isEmpty())
        .toList();
  }
}
