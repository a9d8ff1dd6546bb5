package grpc;

import io.grpc.ServerServiceDefinition;
import service.Locks;
import v3lockpb.LockGrpc;

/// `v3lockpb.Lock`.
final class LockService {

  private LockService() {}

  static ServerServiceDefinition create(Locks locks, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(LockGrpc.SERVICE_NAME, shared)
        .count(LockGrpc.getServiceDescriptor())
        .unaryInLine(LockGrpc.getLockMethod(), locks::lock)
        .unary(LockGrpc.getUnlockMethod(), locks::unlock)
        .build();
  }
}
