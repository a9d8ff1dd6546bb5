package grpc;

import etcdserverpb.PutRequest;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/// Encodes a request as bytes that are none: a field said to be longer than what follows.
final class Garbage implements MethodDescriptor.Marshaller<PutRequest> {

  @Override
  public InputStream stream(PutRequest value) {
    return new ByteArrayInputStream(new byte[] {0x0a, 0x7f, 0x01});
  }

  @Override
  public PutRequest parse(InputStream stream) {
    throw new UnsupportedOperationException("only sent");
  }
}
