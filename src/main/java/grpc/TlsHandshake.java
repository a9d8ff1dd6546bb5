package grpc;

import io.grpc.Grpc;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tls.LiveTls;

/// Waits for the end of a TLS handshake; then every call of the connection carries its session, and
/// who the client is by its certificate.
final class TlsHandshake extends ChannelInboundHandlerAdapter {

  private static final Logger LOGGER = LoggerFactory.getLogger(TlsHandshake.class);

  private final LiveTls tls;
  private final SSLEngine engine;
  private final ChannelHandler within;
  private final ProtocolNegotiationEvent negotiation;

  TlsHandshake(
      LiveTls tls, SSLEngine engine, ChannelHandler within, ProtocolNegotiationEvent negotiation) {
    this.tls = tls;
    this.engine = engine;
    this.within = within;
    this.negotiation = negotiation;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (!(event instanceof SslHandshakeCompletionEvent end)) {
      super.userEventTriggered(context, event);
    } else if (end.isSuccess()) {
      goOn(context);
    } else {
      refuse(context, end.cause());
    }
  }

  /// Comes with a failed handshake, which was told of already.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private void goOn(ChannelHandlerContext context) {
    var channel = context.channel();
    var attributes =
        InternalProtocolNegotiationEvent.getAttributes(negotiation).toBuilder()
            .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, channel.localAddress())
            .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, channel.remoteAddress())
            .set(Grpc.TRANSPORT_ATTR_SSL_SESSION, engine.getSession());
    var user = tls.user(engine.getSession());
    if (user != null) {
      attributes.set(Callers.USER_OF_CERTIFICATE, user);
    }
    context.pipeline().addAfter(context.name(), null, within);
    context.fireUserEventTriggered(
        InternalProtocolNegotiationEvent.withAttributes(negotiation, attributes.build()));
    context.pipeline().remove(this);
  }

  private static void refuse(ChannelHandlerContext context, Throwable cause) {
    LOGGER.debug("no TLS with {}: {}", context.channel().remoteAddress(), cause.toString());
    context.close();
  }
}
