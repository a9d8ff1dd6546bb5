package process;

import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchProgressRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mvccpb.Event;
import org.jspecify.annotations.Nullable;

/// A watch stream as it goes over the wire, with what came on it in order.
final class Watch implements AutoCloseable {

  private final BlockingQueue<WatchResponse> came = new LinkedBlockingQueue<>();
  private final StreamObserver<WatchRequest> requests;
  private volatile @Nullable Status end;

  Watch(Member member) {
    requests =
        WatchGrpc.newStub(member.channel())
            .watch(
                new StreamObserver<>() {
                  @Override
                  public void onNext(WatchResponse response) {
                    came.add(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    end = Status.fromThrowable(failure);
                  }

                  @Override
                  public void onCompleted() {
                    end = Status.OK;
                  }
                });
  }

  /// Creates a watcher.
  ///
  /// @return what the server says of it
  WatchResponse create(WatchCreateRequest watcher) {
    requests.onNext(WatchRequest.newBuilder().setCreateRequest(watcher).build());
    return next();
  }

  void askForProgress() {
    requests.onNext(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
  }

  /// The next response, which must come within [Member#PATIENCE].
  WatchResponse next() {
    WatchResponse response = next(Member.PATIENCE);
    if (response == null) {
      throw new AssertionError("nothing comes on the watch stream, which has ended: " + end);
    }
    return response;
  }

  /// The next response, or null when none comes in time.
  @Nullable WatchResponse next(Duration patience) {
    try {
      return came.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while watching", interrupt);
    }
  }

  /// The next events, however they are packed.
  List<Event> events(int count) {
    List<Event> events = new ArrayList<>();
    while (events.size() < count) {
      events.addAll(next().getEventsList());
    }
    return events;
  }

  @Override
  public void close() {
    requests.onError(Status.CANCELLED.asException());
  }
}
