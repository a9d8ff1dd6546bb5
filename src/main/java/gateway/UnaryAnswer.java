package gateway;

import com.google.protobuf.Message;
import http.Answer;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;

/// What comes of a call with one request and one response.
///
/// @param <R> the response
final class UnaryAnswer<R extends Message> implements StreamObserver<R> {

  private final CompletableFuture<Answer> answer = new CompletableFuture<>();

  /// The answer to be; if it is cancelled, so is the call.
  CompletableFuture<Answer> orCancel(ClientCall<?, R> call) {
    answer.whenComplete(
        (_, _) -> {
          if (answer.isCancelled()) {
            call.cancel("the client has gone", null);
          }
        });
    return answer;
  }

  @Override
  public void onNext(R response) {
    answer.complete(Answer.json(HttpResponseStatus.OK, Json.write(response)));
  }

  @Override
  public void onError(Throwable failure) {
    answer.complete(Gateway.failure(Status.fromThrowable(failure)));
  }

  @Override
  public void onCompleted() {}
}
