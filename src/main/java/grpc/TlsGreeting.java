package grpc;

import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tls.LiveTls;

/// The first byte on a port with TLS: who begins a handshake gets one, anybody else hears in plain
/// text what this port speaks.
final class TlsGreeting extends ByteToMessageDecoder {

  /// The content type of a TLS record that is part of a handshake (RFC 8446, section 5.1).
  private static final byte HANDSHAKE = 22;

  private static final String REFUSAL =
      "HTTP/1.1 400 Bad Request\r\n"
          + "Content-Type: text/plain; charset=utf-8\r\n"
          + "Connection: close\r\n\r\n"
          + "400 Bad Request: this port speaks TLS only, use https\n";

  private final LiveTls tls;
  private final List<String> protocols;
  private final ChannelHandler within;
  private final Duration patience;
  private @Nullable ProtocolNegotiationEvent heldBack;
  private @Nullable Future<?> deadline;

  /// @param protocols what a client may choose from, the one we would rather speak first
  /// @param within takes over once the handshake is done
  /// @param patience how long the first byte, and then the handshake, may take
  TlsGreeting(LiveTls tls, List<String> protocols, ChannelHandler within, Duration patience) {
    this.tls = tls;
    this.protocols = protocols;
    this.within = within;
    this.patience = patience;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(() -> context.close(), patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  /// The negotiation goes on after the handshake.
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof ProtocolNegotiationEvent negotiation) {
      heldBack = negotiation;
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.getByte(in.readerIndex()) == HANDSHAKE) {
      shakeHands(context);
    } else {
      in.skipBytes(in.readableBytes());
      var text = Unpooled.copiedBuffer(REFUSAL, StandardCharsets.US_ASCII);
      context.writeAndFlush(text).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void shakeHands(ChannelHandlerContext context) {
    var negotiation = heldBack;
    if (negotiation == null) {
      throw new IllegalStateException("bytes before the negotiation has begun");
    }
    var engine = tls.accept(protocols.toArray(String[]::new));
    var ssl = new SslHandler(engine, tls.handshakes());
    ssl.setHandshakeTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
    var pipeline = context.pipeline();
    pipeline.addAfter(context.name(), null, new TlsHandshake(tls, engine, within, negotiation));
    pipeline.addAfter(context.name(), null, ssl);
    pipeline.remove(this);
  }
}
