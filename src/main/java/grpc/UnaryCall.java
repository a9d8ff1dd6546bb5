package grpc;

import com.google.protobuf.MessageLite;
import etcd.EtcdError;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import metrics.GrpcMetrics;
import metrics.SlowCalls;
import org.jspecify.annotations.Nullable;
import service.Caller;

/// One call with one request and one response. All of it happens on the connection's event loop,
/// save that the answer may become ready elsewhere.
///
/// @param <Q> the request
/// @param <R> the response
final class UnaryCall<Q, R extends MessageLite> extends ServerCall.Listener<Received<Q>>
    implements BiConsumer<@Nullable R, @Nullable Throwable>, Runnable, Caller.Ending {

  /// What a call of a method does.
  @FunctionalInterface
  interface Method<Q, R> {
    /// Begins to answer.
    CompletableFuture<R> call(Q request, Caller caller);
  }

  /// What all calls of a method share.
  ///
  /// @param inLine whether the answer may be waited for without end
  record Kind<Q, R>(
      Method<Q, R> method,
      boolean inLine,
      ServiceBuilder.Shared shared,
      GrpcMetrics.Method metrics) {

    SlowCalls slow() {
      return shared.metrics().slow();
    }
  }

  private final Kind<Q, R> kind;
  private final ServerCall<Received<Q>, R> call;
  private final Metadata headers;
  private final Executor outbox;
  private final long began;
  private final @Nullable Runnable stopped;
  private @Nullable Received<Q> received;
  private @Nullable CompletableFuture<R> answer;
  private @Nullable R response;
  private @Nullable Throwable failure;
  private boolean ended;
  private boolean over;
  private @Nullable Runnable atEnd;

  UnaryCall(Kind<Q, R> kind, ServerCall<Received<Q>, R> call, Metadata headers) {
    this.kind = kind;
    this.call = call;
    this.headers = headers;
    this.outbox = Outbox.of(call);
    this.began = kind.metrics.started();
    this.stopped = kind.inLine ? this::stopSoon : null;
    if (stopped == null) {
      kind.shared.underWay().begin();
    } else {
      kind.shared.underWay().add(stopped);
    }
    // A second message is asked for only to find that there is none.
    call.request(2);
  }

  @Override
  public void onMessage(Received<Q> message) {
    if (received != null) {
      end(Status.INTERNAL.withDescription("Too many requests"));
    }
    received = message;
  }

  @Override
  public void onHalfClose() {
    var request = received;
    if (ended) {
      return;
    }
    if (request == null) {
      end(Status.INTERNAL.withDescription("Half-closed without a request"));
      return;
    }
    kind.metrics.received(request.bytes());
    if (request.message() == null) {
      end(request.status());
      return;
    }
    var refused = kind.shared.gate().refuse(headers, request.message());
    if (refused != null) {
      end(Statuses.of(refused));
      return;
    }
    var future = kind.method.call(request.message(), Callers.of(call, headers, outbox, this));
    answer = future;
    var unused = future.whenComplete(this);
  }

  /// The client has gone. What it asked for is dropped if it still waits to begin, and may happen
  /// otherwise.
  @Override
  public void onCancel() {
    if (!ended) {
      ended = true;
      kind.metrics.handled(Statuses.ofGone().value(), began);
    }
    cancel();
    onComplete();
  }

  private void stopSoon() {
    outbox.execute(
        () -> {
          if (!ended) {
            end(Statuses.of(EtcdError.STOPPED));
            cancel();
          }
        });
  }

  private void cancel() {
    if (answer != null) {
      answer.cancel(false);
    }
  }

  /// The answer has left, or never will.
  @Override
  public void onComplete() {
    if (stopped == null) {
      kind.shared.underWay().end();
    } else {
      kind.shared.underWay().remove(stopped);
    }
    Runnable release;
    synchronized (this) {
      over = true;
      release = atEnd;
      atEnd = null;
    }
    if (release != null) {
      release.run();
    }
  }

  @Override
  public void then(Runnable release) {
    synchronized (this) {
      if (!over) {
        var before = atEnd;
        atEnd =
            before == null
                ? release
                : () -> {
                  before.run();
                  release.run();
                };
        return;
      }
    }
    release.run();
  }

  /// The answer is ready, on any thread.
  @Override
  public void accept(@Nullable R result, @Nullable Throwable broken) {
    response = result;
    failure = broken;
    outbox.execute(this);
  }

  /// Sends the answer.
  @Override
  public void run() {
    if (ended || call.isCancelled()) {
      return;
    }
    if (failure != null) {
      end(Statuses.of(failure));
    } else if (response != null) {
      call.sendHeaders(new Metadata());
      call.sendMessage(response);
      kind.metrics.sent(response.getSerializedSize());
      end(Status.OK);
    }
  }

  private void end(Status status) {
    ended = true;
    call.close(status, new Metadata());
    kind.metrics.handled(status.getCode().value(), began);
    if (kind.slow().isSlow(began)) {
      kind.slow().note(summary(status), began);
    }
  }

  private SlowCalls.Call summary(Status status) {
    return new SlowCalls.Call(
        call.getMethodDescriptor().getFullMethodName(),
        call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
        status.getCode().name(),
        received == null ? 0 : received.bytes(),
        response == null ? 0 : response.getSerializedSize());
  }
}
