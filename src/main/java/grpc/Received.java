package grpc;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// A request as it came in: a message, or the reason why it is none.
///
/// @param bytes its encoded size
/// @param <Q> the message
record Received<Q>(@Nullable Q message, int bytes, Status status) {

  /// A reader of requests that tells the client of a size over the limit, or of bytes that are no
  /// message, in the words of grpc-go, which etcd's clients know.
  static <Q extends Message> Marshaller<Received<Q>> marshaller(
      Marshaller<Q> messages, int maxBytes) {
    return new Marshaller<>() {
      @Override
      public InputStream stream(Received<Q> value) {
        throw new UnsupportedOperationException("requests are only read");
      }

      @Override
      public Received<Q> parse(InputStream stream) {
        return Received.parse(messages, maxBytes, stream);
      }
    };
  }

  private static <Q> Received<Q> parse(Marshaller<Q> messages, int maxBytes, InputStream stream) {
    try {
      int bytes = stream.available();
      if (bytes > maxBytes) {
        return new Received<>(null, bytes, tooLarge(bytes, maxBytes));
      }
      return new Received<>(messages.parse(stream), bytes, Status.OK);
    } catch (StatusRuntimeException malformed) {
      return new Received<>(
          null,
          0,
          Status.INTERNAL.withDescription(
              "grpc: error unmarshalling request: " + malformed.getStatus().getDescription()));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Status tooLarge(int bytes, int maxBytes) {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "grpc: received message larger than max (" + bytes + " vs. " + maxBytes + ")");
  }
}
