package bench;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/// Requests that are encoded already, and answers nobody reads.
final class Unread implements Marshaller<byte[]> {

  private static final Unread MARSHALLER = new Unread();
  private static final byte[] NOTHING = {};

  private Unread() {}

  /// The same method, taking and giving bytes.
  static MethodDescriptor<byte[], byte[]> descriptor(MethodDescriptor<?, ?> method) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(method.getType())
        .setFullMethodName(method.getFullMethodName())
        .setRequestMarshaller(MARSHALLER)
        .setResponseMarshaller(MARSHALLER)
        .build();
  }

  @Override
  public InputStream stream(byte[] encoded) {
    return new Encoded(encoded);
  }

  @Override
  public byte[] parse(InputStream answer) {
    return NOTHING;
  }

  /// gRPC copies a stream of known length straight into its frame.
  private static final class Encoded extends ByteArrayInputStream implements KnownLength {
    Encoded(byte[] encoded) {
      super(encoded);
    }
  }
}
