package grpc;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Refuses calls of methods that are not there in the words of grpc-go. Clients find out by them
/// what a server can do.
final class UnknownMethods extends HandlerRegistry {

  /// Messages of unknown type: bytes.
  private static final MethodDescriptor.Marshaller<InputStream> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(InputStream value) {
          return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
          return new ByteArrayInputStream(new byte[0]);
        }
      };

  private final Set<String> services;

  private UnknownMethods(Set<String> services) {
    this.services = services;
  }

  /// All methods but those of the services that are there.
  static UnknownMethods beside(List<ServerServiceDefinition> services) {
    return new UnknownMethods(
        services.stream()
            .map(service -> service.getServiceDescriptor().getName())
            .collect(Collectors.toSet()));
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
    var descriptor =
        MethodDescriptor.<InputStream, InputStream>newBuilder()
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .setFullMethodName(methodName)
            .setRequestMarshaller(BYTES)
            .setResponseMarshaller(BYTES)
            .build();
    var status = Status.UNIMPLEMENTED.withDescription(text(methodName));
    return ServerMethodDefinition.create(
        descriptor,
        (call, _) -> {
          call.close(status, new Metadata());
          return new ServerCall.Listener<>() {};
        });
  }

  private String text(String methodName) {
    int slash = methodName.lastIndexOf('/');
    if (slash < 0) {
      return "malformed method name: \"/" + methodName + "\"";
    }
    var service = methodName.substring(0, slash);
    return services.contains(service)
        ? "unknown method " + methodName.substring(slash + 1) + " for service " + service
        : "unknown service " + service;
  }
}
