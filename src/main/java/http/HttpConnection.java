package http;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP/1.1 connection: one request after another, answered in their order.
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger LOGGER = LoggerFactory.getLogger(HttpConnection.class);

  /// Any web page may ask, as with etcd by default.
  private static final Map<CharSequence, String> ANY_ORIGIN =
      Map.of(
          HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS, PUT, DELETE",
          HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*",
          HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type, authorization");

  private final Endpoint endpoint;
  private final ArrayDeque<FullHttpRequest> waiting = new ArrayDeque<>();
  private boolean answering;
  private boolean ending;

  HttpConnection(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (ending) {
      return;
    }
    waiting.add(request.retain());
    // Whoever sends on without hearing the answers must wait with the rest.
    context.channel().config().setAutoRead(false);
    answerNext(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    waiting.forEach(FullHttpRequest::release);
    waiting.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOGGER.debug("HTTP connection broken", cause);
    context.close();
  }

  private void answerNext(ChannelHandlerContext context) {
    if (answering || ending) {
      return;
    }
    var request = waiting.poll();
    if (request == null) {
      context.channel().config().setAutoRead(true);
      return;
    }
    answering = true;
    boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
    var version = request.protocolVersion();
    CompletionStage<Answer> answer;
    try {
      answer = answer(request);
    } finally {
      request.release();
    }
    answer
        .exceptionally(HttpConnection::broken)
        .thenAcceptAsync(
            ready -> {
              answering = false;
              ending |= !keepAlive;
              send(context, ready, version, keepAlive);
              answerNext(context);
            },
            context.executor());
  }

  private CompletionStage<Answer> answer(FullHttpRequest request) {
    var malformed = request.decoderResult().cause();
    if (malformed != null) {
      return CompletableFuture.completedFuture(badRequest(malformed));
    }
    if (request.method().equals(HttpMethod.OPTIONS)) {
      return CompletableFuture.completedFuture(Answer.text(""));
    }
    try {
      var uri = new QueryStringDecoder(request.uri());
      return endpoint.answer(
          new Ask(
              request.method(),
              uri.path(),
              uri.parameters(),
              request.headers(),
              ByteBufUtil.getBytes(request.content())));
    } catch (IllegalArgumentException undecodable) {
      return CompletableFuture.completedFuture(badRequest(undecodable));
    }
  }

  private static Answer badRequest(Throwable cause) {
    return Answer.failure(HttpResponseStatus.BAD_REQUEST, "400 Bad Request: " + cause.getMessage());
  }

  private static Answer broken(Throwable cause) {
    LOGGER.error("an HTTP endpoint failed", cause);
    return Answer.failure(HttpResponseStatus.INTERNAL_SERVER_ERROR, "Internal Server Error");
  }

  private static void send(
      ChannelHandlerContext context, Answer answer, HttpVersion version, boolean keepAlive) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(answer.body()));
    var headers = response.headers();
    ANY_ORIGIN.forEach(headers::set);
    answer.headers().forEach(headers::set);
    headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    HttpUtil.setContentLength(response, answer.body().length);
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (version.equals(HttpVersion.HTTP_1_0)) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    var sent = context.writeAndFlush(response);
    if (!keepAlive) {
      sent.addListener(new LingeringClose());
    }
  }
}
