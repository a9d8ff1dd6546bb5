package grpc;

import etcdserverpb.ClusterGrpc;
import io.grpc.ServerServiceDefinition;
import service.Members;

/// `etcdserverpb.Cluster`: the member list.
final class ClusterService {

  private ClusterService() {}

  static ServerServiceDefinition create(Members members, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(ClusterGrpc.SERVICE_NAME, shared)
        .count(ClusterGrpc.getServiceDescriptor())
        .unary(ClusterGrpc.getMemberListMethod(), members::list)
        .build();
  }
}
