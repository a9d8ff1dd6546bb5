package gateway;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;

/// A method of the API, and an empty request of it.
///
/// @param <Q> the request
/// @param <R> the response
record Method<Q extends Message, R extends Message>(MethodDescriptor<Q, R> descriptor, Q empty) {

  /// A method of generated code, whose marshallers know their messages.
  static <Q extends Message, R extends Message> Method<Q, R> of(MethodDescriptor<Q, R> descriptor) {
    if (descriptor.getRequestMarshaller() instanceof PrototypeMarshaller<Q> marshaller
        && marshaller.getMessagePrototype() != null) {
      return new Method<>(descriptor, marshaller.getMessagePrototype());
    }
    throw new IllegalArgumentException(descriptor + " is not one of protobuf's methods");
  }

  boolean isStream() {
    return descriptor.getType() != MethodType.UNARY;
  }

  boolean takesStream() {
    return !descriptor.getType().clientSendsOneMessage();
  }
}
