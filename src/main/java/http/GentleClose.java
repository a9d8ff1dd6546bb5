package http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/// Closes a connection, for those who close it from outside, after the answer that its client waits
/// for; streams are ended by their services. gRPC's server closes all connections of its port as it
/// ends, for it believes that each is its own. Sits at the end.
final class GentleClose extends ChannelOutboundHandlerAdapter {

  private final HttpConnection connection;

  GentleClose(HttpConnection connection) {
    this.connection = connection;
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    connection.leave();
    if (connection.isAnswering() || isStreaming(context) || isReading(context)) {
      context.channel().closeFuture().addListener(_ -> promise.trySuccess());
    } else {
      // What is on its way to the client gets there.
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> context.close(promise));
    }
  }

  private static boolean isReading(ChannelHandlerContext context) {
    var requests = context.pipeline().get(SlowRequests.class);
    return requests != null && requests.isReading();
  }

  private boolean isStreaming(ChannelHandlerContext context) {
    var socket = context.pipeline().get(WebSocketConnection.class);
    return socket == null ? connection.isStreaming() : !socket.hasEnded();
  }
}
