package http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;

/// Drops what is not bytes: gRPC believes that each connection of its port is its own, and writes
/// its commands (such as to close a connection that takes long to greet) to all of them.
final class ForeignWrites extends ChannelOutboundHandlerAdapter {

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    switch (message) {
      case ByteBuf bytes -> context.write(bytes, promise);
      case FileRegion bytes -> context.write(bytes, promise);
      default -> {
        ReferenceCountUtil.release(message);
        promise.trySuccess();
      }
    }
  }
}
