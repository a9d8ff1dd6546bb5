package http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What an endpoint answers.
///
/// @param headers in addition to those about type and length
public record Answer(
    HttpResponseStatus status, String contentType, byte[] body, Map<CharSequence, String> headers) {

  /// Tells browsers to take the type for what it says.
  private static final String NO_SNIFFING = "x-content-type-options";

  private static final String TEXT = "text/plain; charset=utf-8";

  static Answer ok(String contentType, byte[] body) {
    return new Answer(HttpResponseStatus.OK, contentType, body, Map.of());
  }

  static Answer text(String body) {
    return ok(TEXT, body.getBytes(StandardCharsets.UTF_8));
  }

  /// Text that browsers must not take for anything else.
  static Answer plain(HttpResponseStatus status, String body) {
    return new Answer(
        status, TEXT, body.getBytes(StandardCharsets.UTF_8), Map.of(NO_SNIFFING, "nosniff"));
  }

  static Answer json(String body) {
    return json(HttpResponseStatus.OK, body.getBytes(StandardCharsets.UTF_8));
  }

  /// An answer in JSON, encoded in UTF-8.
  public static Answer json(HttpResponseStatus status, byte[] body) {
    return new Answer(status, "application/json", body, Map.of());
  }

  /// A failure, as text that ends its line.
  static Answer failure(HttpResponseStatus status, String reason) {
    return plain(status, reason + "\n");
  }

  static Answer methodNotAllowed(String allowed) {
    var failure = failure(HttpResponseStatus.METHOD_NOT_ALLOWED, "Method Not Allowed");
    return new Answer(
        failure.status, failure.contentType, failure.body, Map.of(HttpHeaderNames.ALLOW, allowed));
  }

  static Answer notFound() {
    return failure(HttpResponseStatus.NOT_FOUND, "404 page not found");
  }
}
