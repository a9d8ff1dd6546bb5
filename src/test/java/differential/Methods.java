package differential;

import com.google.protobuf.Message;
import etcdserverpb.AuthGrpc;
import etcdserverpb.ClusterGrpc;
import etcdserverpb.KVGrpc;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.MaintenanceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import v3electionpb.ElectionGrpc;
import v3lockpb.LockGrpc;

/// Which method a request is for: in etcd's API each has a message of its own.
final class Methods {

  private static final Map<Class<?>, MethodDescriptor<Message, Message>> UNARY =
      Stream.of(
              KVGrpc.getServiceDescriptor(),
              LeaseGrpc.getServiceDescriptor(),
              AuthGrpc.getServiceDescriptor(),
              ClusterGrpc.getServiceDescriptor(),
              MaintenanceGrpc.getServiceDescriptor(),
              LockGrpc.getServiceDescriptor(),
              ElectionGrpc.getServiceDescriptor())
          .flatMap(service -> service.getMethods().stream())
          .filter(method -> method.getType() == MethodType.UNARY)
          .collect(Collectors.toMap(Methods::requestClass, Methods::ofMessages));

  private Methods() {}

  /// @throws IllegalArgumentException if no method takes the request
  static MethodDescriptor<Message, Message> of(Message request) {
    MethodDescriptor<Message, Message> method = UNARY.get(request.getClass());
    if (method == null) {
      throw new IllegalArgumentException("no method takes " + Text.of(request));
    }
    return method;
  }

  private static Class<?> requestClass(MethodDescriptor<?, ?> method) {
    return prototype(method.getRequestMarshaller()).getClass();
  }

  private static Object prototype(Object marshaller) {
    if (marshaller instanceof PrototypeMarshaller<?> known
        && known.getMessagePrototype() instanceof Object prototype) {
      return prototype;
    }
    throw new IllegalArgumentException("no message of " + marshaller);
  }

  @SuppressWarnings("unchecked")
  private static MethodDescriptor<Message, Message> ofMessages(MethodDescriptor<?, ?> method) {
    return (MethodDescriptor<Message, Message>) method;
  }
}
