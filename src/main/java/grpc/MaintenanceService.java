package grpc;

import etcdserverpb.MaintenanceGrpc;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.CompletableFuture;
import service.Maintenance;

/// `etcdserverpb.Maintenance`: the member's status.
final class MaintenanceService {

  private MaintenanceService() {}

  static ServerServiceDefinition create(Maintenance maintenance, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(MaintenanceGrpc.SERVICE_NAME, shared)
        .count(MaintenanceGrpc.getServiceDescriptor())
        .unary(
            MaintenanceGrpc.getStatusMethod(),
            (_, _) -> CompletableFuture.completedFuture(maintenance.status()))
        .build();
  }
}
