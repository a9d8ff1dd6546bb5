package http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
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
