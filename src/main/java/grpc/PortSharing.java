package grpc;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpScheme;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tls.LiveTls;

/// Lets gRPC and HTTP/1.1 share a port, with TLS around both or without, as etcd's clients expect;
/// or leaves it to gRPC alone.
final class PortSharing implements InternalProtocolNegotiator.ProtocolNegotiator {

  /// gRPC clients offer HTTP/2 alone. Who offers both asks for `/health` and the like, which are
  /// served over HTTP/1.1.
  private static final List<String> BOTH = List.of("http/1.1", "h2");

  /// Who offers HTTP/1.1 alone gets so far as to hear what is served here.
  private static final List<String> GRPC_FIRST = List.of("h2", "http/1.1");

  private final InternalProtocolNegotiator.ProtocolNegotiator plain =
      InternalProtocolNegotiators.serverPlaintext();
  private final Map<EventLoop, Outbox> outboxes = new ConcurrentHashMap<>();
  private final @Nullable Consumer<ChannelPipeline> http1;
  private final Duration silence;
  private final @Nullable LiveTls tls;

  /// @param http1 fills the pipeline of a connection that speaks HTTP/1; null to refuse those
  /// @param silence how long a new connection may say nothing
  /// @param tls null to speak without
  PortSharing(@Nullable Consumer<ChannelPipeline> http1, Duration silence, @Nullable LiveTls tls) {
    this.http1 = http1;
    this.silence = silence;
    this.tls = tls;
  }

  @Override
  public AsciiString scheme() {
    return tls == null ? plain.scheme() : HttpScheme.HTTPS.name();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
    if (tls == null) {
      return sniffer(plain.newHandler(grpc), "without TLS");
    }
    var within = sniffer(InternalProtocolNegotiators.grpcNegotiationHandler(grpc), "within TLS");
    return new TlsGreeting(tls, http1 == null ? GRPC_FIRST : BOTH, within, silence);
  }

  private ProtocolSniffer sniffer(ChannelHandler http2, String how) {
    String spoken =
        http1 == null
            ? "gRPC " + how + ", HTTP/1.1 has ports of its own"
            : "gRPC and HTTP/1.1 " + how;
    return new ProtocolSniffer(http2, this::outbox, http1, silence, spoken);
  }

  @Override
  public void close() {
    plain.close();
  }

  private Outbox outbox(EventLoop loop) {
    return outboxes.computeIfAbsent(loop, Outbox::new);
  }
}
