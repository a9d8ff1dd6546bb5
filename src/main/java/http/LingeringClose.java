package http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/// Ends a connection after its last answer, but goes on listening for a moment: to close on bytes
/// that were not read would reset the connection, and the client might never see the answer.
final class LingeringClose implements ChannelFutureListener {

  private static final long LINGER_MILLIS = 500;

  @Override
  public void operationComplete(ChannelFuture sent) {
    var channel = sent.channel();
    if (!sent.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
      channel.close();
      return;
    }
    var ssl = channel.pipeline().get(SslHandler.class);
    if (ssl == null) {
      duplex.shutdownOutput();
    } else {
      ssl.closeOutbound();
    }
    channel.config().setAutoRead(true);
    channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }
}
