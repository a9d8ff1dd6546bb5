package grpc;

import com.google.protobuf.MessageLite;
import etcd.EtcdError;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.Executor;
import metrics.GrpcMetrics;
import service.Caller;
import service.Inflow;
import service.Outflow;

/// One call with a stream of responses, and of requests where the method has them. All of it
/// happens on the connection's event loop.
///
/// @param <Q> the request
/// @param <R> the response
final class StreamCall<Q, R extends MessageLite> extends ServerCall.Listener<Received<Q>>
    implements Outflow<R> {

  /// What a stream of a method does.
  @FunctionalInterface
  interface Method<Q, R> {
    /// Begins; what the client says goes to the inflow returned.
    Inflow<Q> open(Outflow<R> client, Caller caller);
  }

  /// When a stream ends, and who serves it.
  enum Nature {
    /// When its client wants it to.
    ENDLESS,
    /// After the last part of its answer.
    PARTS,
    /// After the last part of its answer; a member without vote serves it too.
    PARTS_OF_LEARNERS_TOO
  }

  /// What all streams of a method share.
  record Kind<Q, R>(
      Method<Q, R> method,
      Nature nature,
      ServiceBuilder.Shared shared,
      GrpcMetrics.Method metrics) {}

  private final Kind<Q, R> kind;
  private final ServerCall<Received<Q>, R> call;
  private final Executor outbox;
  private final long began;
  private final Runnable leaderLost = this::onLeaderLost;
  private final Runnable stopped = this::onStopped;
  private final Inflow<Q> inflow;
  private boolean headersSent;
  private boolean ended;

  private StreamCall(
      Kind<Q, R> kind, ServerCall<Received<Q>, R> call, Metadata headers, long began) {
    this.began = began;
    this.kind = kind;
    this.call = call;
    this.outbox = Outbox.of(call);
    this.inflow = kind.method.open(this, Callers.of(call, headers, outbox));
    if (Gate.requiresLeader(headers)) {
      kind.shared.leaderLoss().add(leaderLost);
    }
    call.request(1);
    if (!isEndless()) {
      kind.shared.underWay().begin();
    } else if (!ended) {
      kind.shared.underWay().add(stopped);
    }
  }

  private boolean isEndless() {
    return kind.nature == Nature.ENDLESS;
  }

  /// Opens a stream, or refuses it.
  static <Q, R extends MessageLite> ServerCall.Listener<Received<Q>> open(
      Kind<Q, R> kind, ServerCall<Received<Q>, R> call, Metadata headers) {
    long began = kind.metrics.started();
    boolean ofLearners = kind.nature == Nature.PARTS_OF_LEARNERS_TOO;
    var refused = kind.shared.gate().refuseStream(headers, ofLearners);
    if (refused == null) {
      return new StreamCall<>(kind, call, headers, began);
    }
    var status = Statuses.of(refused);
    call.close(status, new Metadata());
    kind.metrics.handled(status.getCode().value(), began);
    return new ServerCall.Listener<>() {};
  }

  @Override
  public void onMessage(Received<Q> received) {
    if (ended) {
      return;
    }
    kind.metrics.received(received.bytes());
    var request = received.message();
    if (request == null) {
      kind.metrics.unreadable();
      cutOff(received.status());
    } else {
      inflow.next(request);
    }
  }

  @Override
  public void onHalfClose() {
    if (!ended) {
      inflow.halfClosed();
    }
  }

  @Override
  public void onReady() {
    if (!ended) {
      inflow.ready();
    }
  }

  @Override
  public void onCancel() {
    if (!ended) {
      finish(Statuses.ofGone());
      inflow.gone();
    }
    over();
  }

  /// All has left.
  @Override
  public void onComplete() {
    over();
  }

  private void over() {
    if (!isEndless()) {
      kind.shared.underWay().end();
    }
  }

  private void onLeaderLost() {
    cutOffSoon(EtcdError.NO_LEADER);
  }

  private void onStopped() {
    cutOffSoon(EtcdError.STOPPED);
  }

  private void cutOffSoon(EtcdError why) {
    outbox.execute(() -> cutOff(Statuses.of(why)));
  }

  private void cutOff(Status status) {
    if (!ended) {
      close(status);
      inflow.gone();
    }
  }

  @Override
  public boolean isReady() {
    return !ended && call.isReady();
  }

  @Override
  public void send(R response) {
    if (ended) {
      return;
    }
    if (!headersSent) {
      headersSent = true;
      call.sendHeaders(new Metadata());
    }
    call.sendMessage(response);
    kind.metrics.sent(response.getSerializedSize());
  }

  @Override
  public void pull() {
    if (!ended) {
      call.request(1);
    }
  }

  @Override
  public void end() {
    close(Status.OK);
  }

  @Override
  public void fail(Throwable why) {
    close(Statuses.of(why));
  }

  private void close(Status status) {
    if (!ended) {
      finish(status.getCode());
      if (!headersSent && status.isOk()) {
        call.sendHeaders(new Metadata());
      }
      call.close(status, new Metadata());
    }
  }

  private void finish(Status.Code code) {
    ended = true;
    kind.shared.leaderLoss().remove(leaderLost);
    if (isEndless()) {
      kind.shared.underWay().remove(stopped);
    }
    kind.metrics.handled(code.value(), began);
  }
}
