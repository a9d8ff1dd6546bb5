package http;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.function.Consumer;

/// The HTTP/1.1 connections of a port. Knows how to set one up, and lets all go at the end.
public final class HttpConnections implements Consumer<ChannelPipeline>, AutoCloseable {

  private static final int CHUNK_BYTES = 8 << 10;

  private final Site site;
  private final HttpLimits limits;
  private final ChannelGroup open =
      new DefaultChannelGroup("http", GlobalEventExecutor.INSTANCE, true);

  public HttpConnections(Site site, HttpLimits limits) {
    this.site = site;
    this.limits = limits;
  }

  /// Makes a connection, of which nothing has been read yet, one that speaks HTTP/1.1.
  @Override
  public void accept(ChannelPipeline pipeline) {
    var decoder =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.maxLineBytes())
            .setMaxHeaderSize(limits.maxHeaderBytes())
            .setMaxChunkSize(CHUNK_BYTES);
    pipeline.addLast(new ForeignWrites());
    pipeline.addLast(new HttpServerCodec(decoder));
    pipeline.addLast(new SlowRequests(limits.requestTimeout(), limits.idleTimeout()));
    pipeline.addLast(new WholeRequests(site.streams(), limits.maxBodyBytes()));
    var connection = new HttpConnection(site, limits.maxBodyBytes());
    pipeline.addLast(connection, new GentleClose(connection));
    open.add(pipeline.channel());
  }

  /// Lets all connections go, and those to come: who waits for an answer is given it first.
  public void leave() {
    var unused = open.close();
  }

  /// Whether there are none.
  public boolean areGone() {
    return open.isEmpty();
  }

  /// Closes all connections, and those to come.
  @Override
  public void close() {
    leave();
    open.forEach(channel -> channel.pipeline().firstContext().close());
    open.newCloseFuture().awaitUninterruptibly();
  }
}
