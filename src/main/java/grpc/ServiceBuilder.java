package grpc;

import com.google.protobuf.Message;
import etcdserverpb.AuthGrpc;
import etcdserverpb.ClusterGrpc;
import etcdserverpb.KVGrpc;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.WatchGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.List;
import metrics.GrpcMetrics;
import v3electionpb.ElectionGrpc;
import v3lockpb.LockGrpc;

/// Puts a service together of the methods it has; for the others clients hear that they are
/// unknown, as from an etcd of another release.
final class ServiceBuilder {

  /// What the services of a port share.
  record Shared(
      Gate gate,
      GrpcMetrics metrics,
      int maxMessageBytes,
      LeaderLoss leaderLoss,
      UnderWay underWay) {}

  private static final List<ServiceDescriptor> ETCD =
      List.of(
          KVGrpc.getServiceDescriptor(),
          WatchGrpc.getServiceDescriptor(),
          LeaseGrpc.getServiceDescriptor(),
          ClusterGrpc.getServiceDescriptor(),
          MaintenanceGrpc.getServiceDescriptor(),
          AuthGrpc.getServiceDescriptor(),
          LockGrpc.getServiceDescriptor(),
          ElectionGrpc.getServiceDescriptor());

  private final ServerServiceDefinition.Builder service;
  private final Shared shared;

  ServiceBuilder(String name, Shared shared) {
    this.service = ServerServiceDefinition.builder(name);
    this.shared = shared;
  }

  /// Counts the calls of all methods of a service from the start, called or not.
  ServiceBuilder count(ServiceDescriptor descriptor) {
    count(descriptor, shared);
    return this;
  }

  /// Counts the calls of all methods of etcd's from the start, whether they are served or not.
  static void countAll(Shared shared) {
    for (var descriptor : ETCD) {
      count(descriptor, shared);
    }
  }

  private static void count(ServiceDescriptor descriptor, Shared shared) {
    for (var method : descriptor.getMethods()) {
      metrics(method, shared);
    }
  }

  /// Adds a method.
  <Q extends Message, R extends Message> ServiceBuilder unary(
      MethodDescriptor<Q, R> descriptor, UnaryCall.Method<Q, R> method) {
    return unary(descriptor, method, false);
  }

  /// Adds a method whose answer may be waited for without end, since it depends on other clients.
  <Q extends Message, R extends Message> ServiceBuilder unaryInLine(
      MethodDescriptor<Q, R> descriptor, UnaryCall.Method<Q, R> method) {
    return unary(descriptor, method, true);
  }

  private <Q extends Message, R extends Message> ServiceBuilder unary(
      MethodDescriptor<Q, R> descriptor, UnaryCall.Method<Q, R> method, boolean inLine) {
    var kind = new UnaryCall.Kind<>(method, inLine, shared, metrics(descriptor));
    service.addMethod(
        received(descriptor), (call, headers) -> new UnaryCall<>(kind, call, headers));
    return this;
  }

  /// Adds a method whose responses, or requests too, are a stream that only its client ends.
  <Q extends Message, R extends Message> ServiceBuilder stream(
      MethodDescriptor<Q, R> descriptor, StreamCall.Method<Q, R> method) {
    return stream(descriptor, method, StreamCall.Nature.ENDLESS);
  }

  /// Adds a method with one answer that comes in parts.
  <Q extends Message, R extends Message> ServiceBuilder parts(
      MethodDescriptor<Q, R> descriptor, StreamCall.Method<Q, R> method) {
    return stream(descriptor, method, StreamCall.Nature.PARTS);
  }

  /// Adds one that a member without vote serves too.
  <Q extends Message, R extends Message> ServiceBuilder partsOfLearnersToo(
      MethodDescriptor<Q, R> descriptor, StreamCall.Method<Q, R> method) {
    return stream(descriptor, method, StreamCall.Nature.PARTS_OF_LEARNERS_TOO);
  }

  private <Q extends Message, R extends Message> ServiceBuilder stream(
      MethodDescriptor<Q, R> descriptor, StreamCall.Method<Q, R> method, StreamCall.Nature nature) {
    var kind = new StreamCall.Kind<>(method, nature, shared, metrics(descriptor));
    service.addMethod(
        received(descriptor), (call, headers) -> StreamCall.open(kind, call, headers));
    return this;
  }

  private <Q extends Message, R> MethodDescriptor<Received<Q>, R> received(
      MethodDescriptor<Q, R> descriptor) {
    return descriptor.toBuilder(
            Received.marshaller(descriptor.getRequestMarshaller(), shared.maxMessageBytes),
            descriptor.getResponseMarshaller())
        .build();
  }

  ServerServiceDefinition build() {
    return service.build();
  }

  private GrpcMetrics.Method metrics(MethodDescriptor<?, ?> method) {
    return metrics(method, shared);
  }

  private static GrpcMetrics.Method metrics(MethodDescriptor<?, ?> method, Shared shared) {
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
