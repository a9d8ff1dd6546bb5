package process;

import com.google.protobuf.ByteString;
import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Calls that are to fail, some of which the generated stubs cannot make.
final class Refusals {

  private static final long DEADLINE_SECONDS = 20;

  private Refusals() {}

  /// What a call fails with.
  ///
  /// @throws AssertionError if it does not fail
  static StatusRuntimeException of(ThrowingCallable call) {
    return Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
  }

  static PutResponse put(Channel channel, String key) {
    return KVGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .put(PutRequest.newBuilder().setKey(Bytes.of(key)).build());
  }

  /// Calls a method by its name with bytes as they are.
  static ByteString call(Channel channel, String method, byte[] request) {
    MethodDescriptor<byte[], byte[]> unary =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .setRequestMarshaller(new AsTheyAre())
            .setResponseMarshaller(new AsTheyAre())
            .build();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    return ByteString.copyFrom(ClientCalls.blockingUnaryCall(channel, unary, options, request));
  }

  private static final class AsTheyAre implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
