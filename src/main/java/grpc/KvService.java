package grpc;

import etcdserverpb.KVGrpc;
import io.grpc.ServerServiceDefinition;
import service.Kv;

/// `etcdserverpb.KV`.
final class KvService {

  private KvService() {}

  static ServerServiceDefinition create(Kv kv, ServiceBuilder.Shared shared) {
    return new ServiceBuilder(KVGrpc.SERVICE_NAME, shared)
        .count(KVGrpc.getServiceDescriptor())
        .unary(KVGrpc.getRangeMethod(), kv::range)
        .parts(KVGrpc.getRangeStreamMethod(), kv::rangeStream)
        .unary(KVGrpc.getPutMethod(), kv::put)
        .unary(KVGrpc.getDeleteRangeMethod(), kv::deleteRange)
        .unary(KVGrpc.getTxnMethod(), kv::txn)
        .unary(KVGrpc.getCompactMethod(), kv::compact)
        .build();
  }
}
