package http;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stream over a WebSocket: each message of the client is a part of the body, and each line of
/// the answer a message.
final class WebSocketConnection extends SimpleChannelInboundHandler<WebSocketFrame>
    implements Streams.Outbound {

  private static final Logger LOGGER = LoggerFactory.getLogger(WebSocketConnection.class);

  private final ChannelHandlerContext http;
  private final WebSocketServerHandshaker handshaker;
  private final Streams.Inbound inbound;
  private boolean ended;

  private WebSocketConnection(
      ChannelHandlerContext http, WebSocketServerHandshaker handshaker, Streams streams, Ask head) {
    this.http = http;
    this.handshaker = handshaker;
    this.inbound = streams.open(head, this);
  }

  /// Whether a client would rather speak by WebSocket.
  static boolean isAskedFor(FullHttpRequest request) {
    return request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  /// Makes a connection a WebSocket, or closes it if the client does not say how.
  ///
  /// @param http the handler of the connection until now
  /// @param head the request, at whose path there is a stream
  /// @param maxMessageBytes largest message of the client
  static void open(
      ChannelHandlerContext http,
      FullHttpRequest request,
      Ask head,
      Streams streams,
      int maxMessageBytes) {
    var channel = http.channel();
    var address = "ws://" + request.headers().get(HttpHeaderNames.HOST, "") + head.path();
    var handshaker = handshaker(address, request, maxMessageBytes);
    http.pipeline().remove(SlowRequests.class);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(channel)
          .addListener(new LingeringClose());
      return;
    }
    try {
      handshaker.handshake(channel, request);
      var socket = new WebSocketConnection(http, handshaker, streams, head);
      http.pipeline().addLast(new WebSocketFrameAggregator(maxMessageBytes), socket);
    } catch (WebSocketHandshakeException incomplete) {
      LOGGER.debug("no WebSocket", incomplete);
      http.close();
    }
  }

  private static @Nullable WebSocketServerHandshaker handshaker(
      String address, FullHttpRequest request, int maxMessageBytes) {
    return new WebSocketServerHandshakerFactory(address, null, false, maxMessageBytes)
        .newHandshaker(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    switch (frame) {
      case PingWebSocketFrame ping ->
          context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case PongWebSocketFrame _ -> {}
      case CloseWebSocketFrame close -> {
        cancel();
        handshaker.close(context, close.retain());
      }
      default -> {
        if (!ended) {
          inbound.received(ByteBufUtil.getBytes(frame.content()));
        }
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
    if (!ended && isReady()) {
      inbound.resumed();
    }
    super.channelWritabilityChanged(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancel();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOGGER.debug("WebSocket broken", cause);
    context.close();
  }

  /// Whether all has been said.
  boolean hasEnded() {
    return ended;
  }

  @Override
  public Executor thread() {
    return http.executor();
  }

  @Override
  public boolean isReady() {
    return http.channel().isWritable();
  }

  @Override
  public void send(HttpResponseStatus status, byte[] line) {
    if (!ended) {
      var text = Unpooled.wrappedBuffer(line, 0, line.length - 1);
      http.channel().writeAndFlush(new TextWebSocketFrame(text));
    }
  }

  @Override
  public void listen(boolean more) {
    http.channel().config().setAutoRead(more);
  }

  @Override
  public void end() {
    if (!ended) {
      ended = true;
      var goodbye = new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE);
      http.channel().writeAndFlush(goodbye).addListener(new LingeringClose());
    }
  }

  private void cancel() {
    if (!ended) {
      ended = true;
      inbound.cancelled();
    }
  }
}
