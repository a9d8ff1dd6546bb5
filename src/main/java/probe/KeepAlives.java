package probe;

import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A stream of renewals at one member, one at a time.
final class KeepAlives
    implements ClientResponseObserver<LeaseKeepAliveRequest, LeaseKeepAliveResponse> {

  /// More than one answer for one question would be the member's mistake.
  private static final int MOST_ANSWERS = 4;

  private final BlockingQueue<Optional<LeaseKeepAliveResponse>> answers =
      new ArrayBlockingQueue<>(MOST_ANSWERS);
  private @Nullable ClientCallStreamObserver<LeaseKeepAliveRequest> requests;
  private volatile @Nullable Status end;

  private KeepAlives() {}

  static KeepAlives open(Channel channel) {
    KeepAlives stream = new KeepAlives();
    var _ = LeaseGrpc.newStub(channel).leaseKeepAlive(stream);
    return stream;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<LeaseKeepAliveRequest> requestStream) {
    requests = requestStream;
  }

  /// Asks, and waits for the answer; after none the stream is of no more use.
  Optional<LeaseKeepAliveResponse> renew(long id, Duration patience) throws InterruptedException {
    if (requests != null) {
      requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
    }
    Optional<LeaseKeepAliveResponse> answer =
        answers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    return answer == null ? Optional.empty() : answer;
  }

  /// What the stream ended with; empty while it lives.
  Optional<Status> end() {
    return Optional.ofNullable(end);
  }

  void close() {
    if (requests != null) {
      requests.cancel("the client goes away", null);
    }
  }

  @Override
  public void onNext(LeaseKeepAliveResponse response) {
    answers.add(Optional.of(response));
  }

  @Override
  public void onError(Throwable failure) {
    end = Status.fromThrowable(failure);
    var _ = answers.offer(Optional.empty());
  }

  @Override
  public void onCompleted() {
    end = Status.OK;
    var _ = answers.offer(Optional.empty());
  }
}
