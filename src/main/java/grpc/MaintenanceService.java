package grpc;

import etcdserverpb.MaintenanceGrpc;
import io.grpc.ServerServiceDefinition;
import service.Maintenance;

/// `etcdserverpb.Maintenance`.
final class MaintenanceService {

  private MaintenanceService() {}

  static ServerServiceDefinition create(Maintenance maintenance, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(MaintenanceGrpc.SERVICE_NAME, shared)
        .count(MaintenanceGrpc.getServiceDescriptor())
        .unary(MaintenanceGrpc.getStatusMethod(), (_, caller) -> maintenance.status(caller))
        .unary(MaintenanceGrpc.getAlarmMethod(), maintenance::alarm)
        .unary(MaintenanceGrpc.getDefragmentMethod(), maintenance::defragment)
        .unary(MaintenanceGrpc.getHashMethod(), maintenance::hash)
        .unary(MaintenanceGrpc.getHashKVMethod(), maintenance::hashKv)
        .partsOfLearnersToo(MaintenanceGrpc.getSnapshotMethod(), maintenance::snapshot)
        .unary(MaintenanceGrpc.getMoveLeaderMethod(), maintenance::moveLeader)
        .unary(MaintenanceGrpc.getDowngradeMethod(), maintenance::downgrade)
        .build();
  }
}
