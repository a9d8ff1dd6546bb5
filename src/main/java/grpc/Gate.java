package grpc;

import etcd.EtcdError;
import etcdserverpb.RangeRequest;
import etcdserverpb.StatusRequest;
import io.grpc.Metadata;
import metrics.GrpcMetrics;
import org.jspecify.annotations.Nullable;
import service.MemberContext;

/// What stands before every call: etcd's interceptors, without the token.
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

  /// Why a call with one request may not pass; null if it may.
  ///
  /// A learner serves only what needs no vote. A client that asks for a leader (`hasleader: true`)
  /// is turned away while there is none, so that it goes elsewhere.
  @Nullable EtcdError refuse(Metadata headers, Object request) {
    if (member.isLearner() && !servedByLearner(request)) {
      return EtcdError.NOT_SUPPORTED_FOR_LEARNER;
    }
    metrics.unaryRequest(clientVersion(headers));
    return refuseWithoutLeader(headers);
  }

  /// Why a stream may not pass; null if it may.
  ///
  /// @param servedByLearner whether the method needs no vote
  @Nullable EtcdError refuseStream(Metadata headers, boolean servedByLearner) {
    if (member.isLearner() && !servedByLearner) {
      return EtcdError.NOT_SUPPORTED_FOR_LEARNER;
    }
    metrics.streamRequest(clientVersion(headers));
    return refuseWithoutLeader(headers);
  }

  /// Whether the client wants to hear when there is no leader.
  static boolean requiresLeader(Metadata headers) {
    return "true".equals(headers.get(HAS_LEADER));
  }

  boolean hasLeader() {
    return member.hasLeader();
  }

  private @Nullable EtcdError refuseWithoutLeader(Metadata headers) {
    return requiresLeader(headers) && !member.hasLeader() ? EtcdError.NO_LEADER : null;
  }

  private static String clientVersion(Metadata headers) {
    var version = headers.get(CLIENT_VERSION);
    return version == null ? "unknown" : version;
  }

  private static boolean servedByLearner(Object request) {
    return request instanceof StatusRequest
        || (request instanceof RangeRequest range && range.getSerializable());
  }
}
