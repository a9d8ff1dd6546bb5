package http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// What answers at a path. Called on an event loop: must not wait.
@FunctionalInterface
public interface Endpoint {

  CompletionStage<Answer> answer(Ask ask);

  /// An endpoint that answers at once.
  static Endpoint now(Function<Ask, Answer> answer) {
    return ask -> CompletableFuture.completedFuture(answer.apply(ask));
  }

  /// This endpoint for GET alone.
  default Endpoint getOnly() {
    return ask ->
        ask.method().equals(HttpMethod.GET)
            ? answer(ask)
            : CompletableFuture.completedFuture(Answer.methodNotAllowed("GET"));
  }
}
