package grpc;

import etcdserverpb.LeaseGrpc;
import io.grpc.ServerServiceDefinition;
import service.Leases;

/// `etcdserverpb.Lease`.
final class LeaseService {

  private LeaseService() {}

  static ServerServiceDefinition create(Leases leases, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(LeaseGrpc.SERVICE_NAME, shared)
            .count(LeaseGrpc.getServiceDescriptor())
            .unary(LeaseGrpc.getLeaseGrantMethod(), leases::grant)
            .unary(LeaseGrpc.getLeaseRevokeMethod(), leases::revoke)
            .stream(LeaseGrpc.getLeaseKeepAliveMethod(), leases::keepAlive)
            .unary(LeaseGrpc.getLeaseTimeToLiveMethod(), leases::timeToLive)
            .unary(LeaseGrpc.getLeaseLeasesMethod(), leases::leases)
            .build();
  }
}
