package grpc;

import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The client's side of a stream of requests and responses.
///
/// @param <Q> the request
/// @param <R> the response
public final class OpenStream<Q, R> extends ClientCall.Listener<R> {

  private final ClientCall<Q, R> call;
  private final BlockingQueue<R> responses = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private boolean held;

  private OpenStream(ClientCall<Q, R> call) {
    this.call = call;
  }

  public static <Q, R> OpenStream<Q, R> of(Channel channel, MethodDescriptor<Q, R> method) {
    var stream = new OpenStream<>(channel.newCall(method, CallOptions.DEFAULT));
    stream.call.start(stream, new Metadata());
    stream.call.request(1);
    return stream;
  }

  public void send(Q request) {
    call.sendMessage(request);
  }

  public void halfClose() {
    call.halfClose();
  }

  public void cancel() {
    call.cancel("enough", null);
  }

  /// Reads no further, so that the connection fills up.
  public synchronized void hold() {
    held = true;
  }

  public synchronized void goOn() {
    held = false;
    call.request(1);
  }

  /// The next response.
  public R next() {
    return await().until(responses::poll, response -> response != null);
  }

  /// How the stream has ended.
  public Status end() {
    await().until(end::isDone);
    return end.join();
  }

  @Override
  public synchronized void onMessage(R response) {
    responses.add(response);
    if (!held) {
      call.request(1);
    }
  }

  @Override
  public void onClose(Status status, @Nullable Metadata trailers) {
    end.complete(status);
  }
}
