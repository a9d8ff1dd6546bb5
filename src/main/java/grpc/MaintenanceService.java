package grpc;

import etcdserverpb.MaintenanceGrpc;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.CompletableFuture;
import service.Maintenance;

/// `etcdserverpb.Maintenance`.
final class MaintenanceService {

  private MaintenanceService() {}

  static ServerServiceDefinition create(Maintenance maintenance, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(MaintenanceGrpc.SERVICE_NAME, shared)
        .count(MaintenanceGrpc.getServiceDescriptor())
        .unary(
            MaintenanceGrpc.getStatusMethod(),
            (_, _) -> CompletableFuture.completedFuture(maintenance.status()))
        .unary(MaintenanceGrpc.getAlarmMethod(), maintenance::alarm)
        .unary(MaintenanceGrpc.getDefragmentMethod(), maintenance::defragment)
        .unary(MaintenanceGrpc.getHashMethod(), maintenance::hash)
        .unary(MaintenanceGrpc.getHashKVMethod(), maintenance::hashKv)
        .streamOfLearnersToo(MaintenanceGrpc.getSnapshotMethod(), maintenance::snapshot)
        .unary(MaintenanceGrpc.getMoveLeaderMethod(), maintenance::moveLeader)
        .unary(MaintenanceGrpc.getDowngradeMethod(), maintenance::downgrade)
        .build();
  }
}
