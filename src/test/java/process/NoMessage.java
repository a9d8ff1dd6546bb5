package process;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Bytes that are no message of any kind: a field said to be longer than what follows.
final class NoMessage implements MethodDescriptor.Marshaller<String> {

  private NoMessage() {}

  /// Sends a stream such bytes in the place of a request, and waits until it has ended.
  static <R> void send(Channel channel, MethodDescriptor<?, R> stream) {
    var method = stream.toBuilder(new NoMessage(), stream.getResponseMarshaller()).build();
    var call = channel.newCall(method, CallOptions.DEFAULT);
    var end = new CompletableFuture<Status>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());
    call.request(1);
    call.sendMessage("anything");
    assertThat(end.orTimeout(Member.PATIENCE.toSeconds(), TimeUnit.SECONDS).join().isOk())
        .isFalse();
  }

  @Override
  public InputStream stream(String value) {
    return new ByteArrayInputStream(new byte[] {0x0a, 0x7f, 0x01});
  }

  @Override
  public String parse(InputStream stream) {
    throw new UnsupportedOperationException("only sent");
  }
}
