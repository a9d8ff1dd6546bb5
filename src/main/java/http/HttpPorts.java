package http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tls.LiveTls;

/// Ports that serve HTTP/1.1 alone, on a thread of their own: a port for metrics answers however
/// busy the clients keep the others.
public final class HttpPorts implements AutoCloseable {

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("http-ports", true), NioIoHandler.newFactory());
  private final ChannelGroup open =
      new DefaultChannelGroup("http-ports", GlobalEventExecutor.INSTANCE);

  /// Listens at one more address.
  ///
  /// @param tls null to speak without
  /// @param connections sets the connections up
  /// @return the port
  /// @throws IOException if the address cannot be had
  public int listen(InetSocketAddress address, @Nullable LiveTls tls, HttpConnections connections)
      throws IOException {
    var bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      var engine = tls.accept("http/1.1");
                      channel.pipeline().addLast(new SslHandler(engine, tls.handshakes()));
                    }
                    connections.accept(channel.pipeline());
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(bound.cause().getMessage(), bound.cause());
    }
    open.add(bound.channel());
    return ((InetSocketAddress) bound.channel().localAddress()).getPort();
  }

  /// Takes no more connections.
  public void leave() {
    open.close().awaitUninterruptibly();
  }

  @Override
  public void close() {
    leave();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
