package differential;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A call with a stream in one or both directions: what was said is kept until it is heard.
///
/// @param <Q> what is said
/// @param <R> what is heard
final class Talk<Q extends Message, R extends Message> {

  /// What came: a message, or the end.
  sealed interface Heard<R> {}

  record Word<R>(R message) implements Heard<R> {}

  record End<R>(Status status) implements Heard<R> {}

  private final ClientCall<Q, R> call;
  private final BlockingQueue<Heard<R>> heard = new LinkedBlockingQueue<>();

  Talk(Channel channel, MethodDescriptor<Q, R> method, Metadata metadata) {
    call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(R message) {
            heard.add(new Word<>(message));
            call.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            heard.add(new End<>(status));
          }
        },
        metadata);
    call.request(1);
  }

  void say(Q message) {
    call.sendMessage(message);
  }

  /// Says that nothing more is said; the other side may go on.
  void end() {
    call.halfClose();
  }

  void cancel() {
    call.cancel("that was all", null);
  }

  /// The next that came, or null when nothing comes in time.
  @Nullable Heard<R> hear(long millis) {
    try {
      return heard.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while listening", interrupt);
    }
  }
}
