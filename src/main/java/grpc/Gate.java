package grpc;

import etcd.EtcdError;
import etcdserverpb.RangeRequest;
import etcdserverpb.StatusRequest;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import metrics.GrpcMetrics;
import org.jspecify.annotations.Nullable;
import service.MemberContext;

/// What stands before every call: etcd's interceptors, without the token.
final class Gate {

  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  /// In bytes, since gRPC takes what is not ASCII for something that is.
  private static final Metadata.Key<byte[]> CLIENT_VERSION =
      InternalMetadata.keyOf("client-api-version", new AsTheyCame());

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
    String version = clientVersion(headers);
    if (version == null) {
      return EtcdError.INVALID_CLIENT_API_VERSION;
    }
    metrics.unaryRequest(version);
    return refuseWithoutLeader(headers);
  }

  /// Why a stream may not pass; null if it may.
  ///
  /// @param servedByLearner whether the method needs no vote
  @Nullable EtcdError refuseStream(Metadata headers, boolean servedByLearner) {
    if (member.isLearner() && !servedByLearner) {
      return EtcdError.NOT_SUPPORTED_FOR_LEARNER;
    }
    String version = clientVersion(headers);
    if (version == null) {
      return EtcdError.INVALID_CLIENT_API_VERSION;
    }
    metrics.streamRequest(version);
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

  /// The version that the client claims, which becomes a label; null if it is no text.
  private static @Nullable String clientVersion(Metadata headers) {
    byte[] version = headers.get(CLIENT_VERSION);
    if (version == null) {
      return "unknown";
    }
    String text = new String(version, StandardCharsets.UTF_8);
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), version) ? text : null;
  }

  private static boolean servedByLearner(Object request) {
    return request instanceof StatusRequest
        || (request instanceof RangeRequest range && range.getSerializable());
  }

  private static final class AsTheyCame implements InternalMetadata.TrustedAsciiMarshaller<byte[]> {

    @Override
    public byte[] toAsciiString(byte[] bytes) {
      return bytes;
    }

    @Override
    public byte[] parseAsciiString(byte[] bytes) {
      return bytes;
    }
  }
}
