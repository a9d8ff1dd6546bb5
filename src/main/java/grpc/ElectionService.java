package grpc;

import io.grpc.ServerServiceDefinition;
import service.Elections;
import v3electionpb.ElectionGrpc;

/// `v3electionpb.Election`.
final class ElectionService {

  private ElectionService() {}

  static ServerServiceDefinition create(Elections elections, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(ElectionGrpc.SERVICE_NAME, shared)
            .count(ElectionGrpc.getServiceDescriptor())
            .unaryInLine(ElectionGrpc.getCampaignMethod(), elections::campaign)
            .unary(ElectionGrpc.getProclaimMethod(), elections::proclaim)
            .unary(ElectionGrpc.getLeaderMethod(), elections::leader)
            .stream(ElectionGrpc.getObserveMethod(), elections::observe)
            .unary(ElectionGrpc.getResignMethod(), elections::resign)
            .build();
  }
}
