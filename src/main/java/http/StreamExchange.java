package http;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;
import java.util.concurrent.Executor;

/// A request and its answer that both come in parts, over HTTP/1.1 as chunks.
final class StreamExchange implements Streams.Outbound {

  private final HttpConnection connection;
  private final ChannelHandlerContext context;
  private final Map<CharSequence, String> headers;
  private final boolean keepAlive;
  private final boolean chunked;
  private final Streams.Inbound inbound;
  private boolean heard;
  private boolean begun;
  private boolean ended;

  StreamExchange(
      HttpConnection connection,
      ChannelHandlerContext context,
      HttpRequest request,
      Map<CharSequence, String> headers,
      Streams streams) {
    this.connection = connection;
    this.context = context;
    this.headers = headers;
    this.chunked = !request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    this.keepAlive = chunked && HttpUtil.isKeepAlive(request);
    this.inbound = streams.open(Ask.head(request), this);
  }

  /// Whether the request has been read to its end.
  boolean isHeard() {
    return heard;
  }

  /// More of the request.
  void read(HttpContent part) {
    if (ended) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      cancel();
      context.close();
      return;
    }
    if (part.content().isReadable()) {
      inbound.received(ByteBufUtil.getBytes(part.content()));
    }
    if (part instanceof LastHttpContent) {
      heard = true;
      inbound.ended();
    }
  }

  /// The connection takes more.
  void resume() {
    if (!ended) {
      inbound.resumed();
    }
  }

  /// The client has gone.
  void cancel() {
    if (!ended) {
      ended = true;
      inbound.cancelled();
    }
  }

  @Override
  public Executor thread() {
    return context.executor();
  }

  @Override
  public boolean isReady() {
    return context.channel().isWritable();
  }

  @Override
  public void send(HttpResponseStatus status, byte[] line) {
    if (!ended) {
      begin(status);
      context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(line)));
    }
  }

  @Override
  public void listen(boolean more) {
    connection.listen(context, more);
  }

  @Override
  public void end() {
    if (ended) {
      return;
    }
    begin(HttpResponseStatus.OK);
    ended = true;
    var sent = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    // What is left of the request cannot be told from the next one.
    boolean goesOn = keepAlive && heard;
    if (!goesOn) {
      sent.addListener(new LingeringClose());
    }
    connection.ended(context, goesOn);
  }

  private void begin(HttpResponseStatus status) {
    if (begun) {
      return;
    }
    begun = true;
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    headers.forEach(head.headers()::set);
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    HttpUtil.setTransferEncodingChunked(head, chunked);
    if (!keepAlive) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    context.write(head);
  }
}
