package grpc;

import etcdserverpb.ClusterGrpc;
import io.grpc.ServerServiceDefinition;
import service.Members;

/// `etcdserverpb.Cluster`.
final class ClusterService {

  private ClusterService() {}

  static ServerServiceDefinition create(Members members, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(ClusterGrpc.SERVICE_NAME, shared)
        .count(ClusterGrpc.getServiceDescriptor())
        .unary(ClusterGrpc.getMemberListMethod(), members::list)
        .unary(ClusterGrpc.getMemberAddMethod(), members::add)
        .unary(ClusterGrpc.getMemberRemoveMethod(), members::remove)
        .unary(ClusterGrpc.getMemberUpdateMethod(), members::update)
        .unary(ClusterGrpc.getMemberPromoteMethod(), members::promote)
        .build();
  }
}
