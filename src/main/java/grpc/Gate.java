package grpc;

import etcd.EtcdError;
import etcdserverpb.RangeRequest;
import etcdserverpb.StatusRequest;
import io.grpc.Metadata;
import metrics.GrpcMetrics;
import org.jspecify.annotations.Nullable;
import service.MemberContext;

/// What stands before every call: etcd's unary interceptor, without the token.
final class Gate {

  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> CLIENT_VERSION =
      Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER);

  private final MemberContext member;
  private final GrpcMetrics metrics;

  Gate(MemberContext member, GrpcMetrics metrics) {
    this.member = member;
    this.metrics = metrics;
  }

  /// Why a call may not pass; null if it may.
  ///
  /// A learner serves only what needs no vote. A client that asks for a leader (`hasleader: true`)
  /// is turned away while there is none, so that it goes elsewhere.
  @Nullable EtcdError refuse(Metadata headers, Object request) {
    if (member.isLearner() && !servedByLearner(request)) {
      return EtcdError.NOT_SUPPORTED_FOR_LEARNER;
    }
    var version = headers.get(CLIENT_VERSION);
    metrics.unaryRequest(version == null ? "unknown" : version);
    if ("true".equals(headers.get(HAS_LEADER)) && !member.hasLeader()) {
      return EtcdError.NO_LEADER;
    }
    return null;
  }

  private static boolean servedByLearner(Object request) {
    return request instanceof StatusRequest
        || (request instanceof RangeRequest range && range.getSerializable());
  }
}
