package grpc;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Lets gRPC and HTTP/1.1 share a port, as etcd's clients expect.
final class PortSharing implements InternalProtocolNegotiator.ProtocolNegotiator {

  private final InternalProtocolNegotiator.ProtocolNegotiator http2 =
      InternalProtocolNegotiators.serverPlaintext();
  private final Map<EventLoop, Outbox> outboxes = new ConcurrentHashMap<>();
  private final Consumer<ChannelPipeline> http1;
  private final Duration silence;

  /// @param http1 fills the pipeline of a connection that speaks HTTP/1
  /// @param silence how long a new connection may say nothing
  PortSharing(Consumer<ChannelPipeline> http1, Duration silence) {
    this.http1 = http1;
    this.silence = silence;
  }

  @Override
  public AsciiString scheme() {
    return http2.scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
    return new ProtocolSniffer(http2.newHandler(grpc), this::outbox, http1, silence);
  }

  @Override
  public void close() {
    http2.close();
  }

  private Outbox outbox(EventLoop loop) {
    return outboxes.computeIfAbsent(loop, Outbox::new);
  }
}
