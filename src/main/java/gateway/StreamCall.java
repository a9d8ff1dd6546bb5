package gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import http.Streams;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

/// A call whose responses are a stream, and perhaps its requests too. As much is under way as the
/// other side takes: a response is asked for when the connection has room, and no more of the body
/// is read while the service has enough.
///
/// @param <Q> the request
/// @param <R> the response
final class StreamCall<Q extends Message, R extends Message> extends ClientCall.Listener<R>
    implements Streams.Inbound {

  private final Method<Q, R> method;
  private final ClientCall<Q, R> call;
  private final Streams.Outbound out;
  private final JsonStream json;
  private final ArrayDeque<Q> requests = new ArrayDeque<>();
  private boolean halfClosed;
  private boolean bodyEnded;
  private boolean owesRequest;
  private boolean ended;

  /// @param maxMessageBytes largest request, as JSON
  StreamCall(
      Method<Q, R> method, ClientCall<Q, R> call, Streams.Outbound out, int maxMessageBytes) {
    this.method = method;
    this.call = call;
    this.out = out;
    this.json = new JsonStream(maxMessageBytes);
  }

  void start() {
    call.start(this, new Metadata());
    call.request(1);
  }

  @Override
  public void received(byte[] bytes) {
    if (ended || bodyEnded) {
      return;
    }
    try {
      for (var text : json.split(bytes)) {
        requests.add(Json.read(text, method.empty()));
      }
      sendRequests();
    } catch (DecoderException | InvalidProtocolBufferException malformed) {
      fail(Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()));
    }
  }

  /// What a client sends may end while it goes on to listen, as curl's does.
  @Override
  public void ended() {
    if (ended || bodyEnded) {
      return;
    }
    bodyEnded = true;
    if (json.isAmidMessage()) {
      fail(Status.INVALID_ARGUMENT.withDescription("unexpected EOF"));
      return;
    }
    if (!method.takesStream() && requests.isEmpty()) {
      requests.add(method.empty());
    }
    sendRequests();
  }

  @Override
  public void resumed() {
    if (owesRequest) {
      owesRequest = false;
      call.request(1);
    }
  }

  @Override
  public void cancelled() {
    close();
    call.cancel("the client has gone", null);
  }

  /// On a thread of the call's, where it may take time to write a large response.
  @Override
  public void onMessage(R response) {
    var line = Json.result(response);
    onConnection(() -> answer(line));
  }

  @Override
  public void onReady() {
    onConnection(this::sendRequests);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    onConnection(() -> end(status));
  }

  /// Nothing is to be done any more once the threads of connections have ended.
  private void onConnection(Runnable work) {
    try {
      out.thread().execute(work);
    } catch (RejectedExecutionException ended) {
      call.cancel("the member stops", ended);
    }
  }

  private void answer(byte[] line) {
    if (ended) {
      return;
    }
    out.send(HttpResponseStatus.OK, line);
    if (out.isReady()) {
      call.request(1);
    } else {
      owesRequest = true;
    }
  }

  private void sendRequests() {
    while (!ended && !halfClosed && call.isReady() && !requests.isEmpty()) {
      call.sendMessage(requests.remove());
      if (!method.takesStream()) {
        halfClose();
      }
    }
    if (!ended && bodyEnded && requests.isEmpty()) {
      halfClose();
    }
    if (!ended) {
      out.listen(requests.isEmpty());
    }
  }

  private void halfClose() {
    if (!halfClosed) {
      halfClosed = true;
      bodyEnded = true;
      requests.clear();
      call.halfClose();
    }
  }

  /// Ends the call for a reason on this side.
  private void fail(Status status) {
    end(status);
    call.cancel(status.getDescription(), null);
  }

  private void end(Status status) {
    if (ended) {
      return;
    }
    close();
    if (!status.isOk()) {
      out.send(HttpCodes.of(status.getCode()), Json.failureLine(status));
    }
    out.end();
  }

  private void close() {
    ended = true;
    requests.clear();
    json.close();
  }
}
