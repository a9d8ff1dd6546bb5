package probe;

import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A stream of watchers of one user, who asks for one after the other and waits for each answer.
final class Visit implements ClientResponseObserver<WatchRequest, WatchResponse>, AutoCloseable {

  private final BlockingQueue<Optional<WatchResponse>> answers = new LinkedBlockingQueue<>();
  private @Nullable ClientCallStreamObserver<WatchRequest> requests;

  private Visit() {}

  /// Logs in, and opens a stream.
  ///
  /// @param user whose password is its name
  /// @throws StatusRuntimeException if the member does not take the password
  static Visit open(Channel channel, String user) {
    var headers = new Metadata();
    headers.put(Login.TOKEN, Login.token(channel, user, user));
    Visit visit = new Visit();
    var _ =
        WatchGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .watch(visit);
    return visit;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchRequest> requestStream) {
    requests = requestStream;
  }

  /// @return nothing if the stream is of no more use
  Optional<WatchResponse> ask(WatchCreateRequest request, Duration patience)
      throws InterruptedException {
    if (requests != null) {
      requests.onNext(WatchRequest.newBuilder().setCreateRequest(request).build());
    }
    Optional<WatchResponse> answer = answers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    return answer == null ? Optional.empty() : answer;
  }

  @Override
  public void onNext(WatchResponse response) {
    if (response.getCreated()) {
      answers.add(Optional.of(response));
    }
  }

  @Override
  public void onError(Throwable failure) {
    answers.add(Optional.empty());
  }

  @Override
  public void onCompleted() {
    answers.add(Optional.empty());
  }

  @Override
  public void close() {
    if (requests != null) {
      requests.cancel("the client goes away", null);
    }
  }
}
