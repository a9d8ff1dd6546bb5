package grpc;

import etcdserverpb.WatchGrpc;
import io.grpc.ServerServiceDefinition;
import service.Watches;

/// `etcdserverpb.Watch`.
final class WatchService {

  private WatchService() {}

  static ServerServiceDefinition create(Watches watches, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(WatchGrpc.SERVICE_NAME, shared)
        .stream(WatchGrpc.getWatchMethod(), watches::open).build();
  }
}
