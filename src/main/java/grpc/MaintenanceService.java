package grpc;

import etcdserverpb.MaintenanceGrpc;
import io.grpc.ServerServiceDefinition;
import service.Maintenance;

/// `etcdserverpb.Maintenance`: the member's status.
final class MaintenanceService {

  private MaintenanceService() {}

  static ServerServiceDefinition create(Maintenance maintenance, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(MaintenanceGrpc.SERVICE_NAME, shared)
        .count(MaintenanceGrpc.getServiceDescriptor())
        .unary(MaintenanceGrpc.getStatusMethod(), (_, caller) -> maintenance.status(caller))
        .build();
  }
}
