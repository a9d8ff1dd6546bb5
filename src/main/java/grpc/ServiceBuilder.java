package grpc;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import metrics.GrpcMetrics;

/// Puts a service together of the methods it has; for the others clients hear that they are
/// unknown, as from an etcd of another release.
final class ServiceBuilder {

  /// What the services of a port share.
  record Shared(Gate gate, GrpcMetrics metrics, int maxMessageBytes) {}

  private final ServerServiceDefinition.Builder service;
  private final Shared shared;

  ServiceBuilder(String name, Shared shared) {
    this.service = ServerServiceDefinition.builder(name);
    this.shared = shared;
  }

  /// Counts the calls of all methods of a service from the start, called or not.
  ServiceBuilder count(ServiceDescriptor descriptor) {
    for (var method : descriptor.getMethods()) {
      metrics(method);
    }
    return this;
  }

  /// Adds a method.
  <Q extends Message, R extends Message> ServiceBuilder unary(
      MethodDescriptor<Q, R> descriptor, UnaryCall.Method<Q, R> method) {
    var kind = new UnaryCall.Kind<>(method, shared.gate, metrics(descriptor));
    var received =
        descriptor.toBuilder(
                Received.marshaller(descriptor.getRequestMarshaller(), shared.maxMessageBytes),
                descriptor.getResponseMarshaller())
            .build();
    service.addMethod(received, (call, headers) -> new UnaryCall<>(kind, call, headers));
    return this;
  }

  ServerServiceDefinition build() {
    return service.build();
  }

  private GrpcMetrics.Method metrics(MethodDescriptor<?, ?> method) {
    return shared.metrics.method(
        type(method.getType()), method.getServiceName(), method.getBareMethodName());
  }

  private static String type(MethodDescriptor.MethodType type) {
    return switch (type) {
      case UNARY, UNKNOWN -> "unary";
      case CLIENT_STREAMING -> "client_stream";
      case SERVER_STREAMING -> "server_stream";
      case BIDI_STREAMING -> "bidi_stream";
    };
  }
}
