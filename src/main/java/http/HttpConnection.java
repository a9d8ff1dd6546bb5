package http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP/1.1 connection: one request after another, answered in their order.
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {

  private static final Logger LOGGER = LoggerFactory.getLogger(HttpConnection.class);

  private final Site site;
  private final int maxFrameBytes;
  private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();
  private @Nullable CompletableFuture<Answer> answering;
  private @Nullable StreamExchange streaming;
  private boolean listening = true;
  private boolean leaving;
  private boolean ending;

  HttpConnection(Site site, int maxFrameBytes) {
    this.site = site;
    this.maxFrameBytes = maxFrameBytes;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (ending) {
      return;
    }
    waiting.add(ReferenceCountUtil.retain(part));
    answerNext(context);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
    if (streaming != null && context.channel().isWritable()) {
      streaming.resume();
    }
    answerNext(context);
    super.channelWritabilityChanged(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    super.channelInactive(context);
    ending = true;
    forgetWaiting();
    if (answering != null) {
      answering.cancel(false);
    }
    if (streaming != null) {
      streaming.cancel();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOGGER.debug("HTTP connection broken", cause);
    context.close();
  }

  /// The answer to what is asked now is the last.
  void leave() {
    leaving = true;
  }

  /// Whether a request is being answered as a whole.
  boolean isAnswering() {
    return answering != null;
  }

  /// Whether a request is being answered by a stream.
  boolean isStreaming() {
    return streaming != null;
  }

  /// A stream wants more of its request, or no more for now.
  void listen(ChannelHandlerContext context, boolean more) {
    listening = more;
    paceReading(context);
  }

  /// A stream has answered.
  ///
  /// @param goesOn whether the connection does
  void ended(ChannelHandlerContext context, boolean goesOn) {
    streaming = null;
    listening = true;
    if (goesOn && leaving) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(new LingeringClose());
    }
    ending |= leaving || !goesOn;
    answerNext(context);
  }

  private void answerNext(ChannelHandlerContext context) {
    while (!ending && isNext(context, waiting.peek())) {
      var part = waiting.remove();
      try {
        take(context, part);
      } finally {
        ReferenceCountUtil.release(part);
      }
    }
    if (ending) {
      forgetWaiting();
    } else {
      paceReading(context);
    }
  }

  /// A request must wait until those before it are answered, and until the client has taken most of
  /// the answers; the parts of a stream need not.
  private boolean isNext(ChannelHandlerContext context, @Nullable HttpObject part) {
    return part instanceof HttpRequest
        ? answering == null && streaming == null && context.channel().isWritable()
        : part != null;
  }

  private void take(ChannelHandlerContext context, HttpObject part) {
    switch (part) {
      case FullHttpRequest request -> answer(context, request);
      case HttpRequest request -> stream(context, request);
      case HttpContent content when streaming != null -> streaming.read(content);
      default -> {}
    }
  }

  private void paceReading(ChannelHandlerContext context) {
    context.channel().config().setAutoRead(listening && waiting.isEmpty());
  }

  private void answer(ChannelHandlerContext context, FullHttpRequest request) {
    var refusal = refusal(context, request);
    if (refusal == null && becomesWebSocket(context, request)) {
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
    var origin = request.headers().get(HttpHeaderNames.ORIGIN);
    var how = new Manner(request.protocolVersion(), origin, keepAlive);
    var future = answer(request, refusal).toCompletableFuture();
    answering = future;
    future
        .exceptionally(HttpConnection::broken)
        .thenAcceptAsync(
            ready -> {
              answering = null;
              send(context, ready, how);
              answerNext(context);
            },
            context.executor());
  }

  private CompletionStage<Answer> answer(FullHttpRequest request, @Nullable Answer refusal) {
    if (refusal != null) {
      return CompletableFuture.completedFuture(refusal);
    }
    try {
      return site.endpoint().answer(Ask.whole(request));
    } catch (IllegalArgumentException undecodable) {
      return CompletableFuture.completedFuture(badRequest(undecodable));
    }
  }

  /// After that this handler hears nothing any more but the end of the connection.
  private boolean becomesWebSocket(ChannelHandlerContext context, FullHttpRequest request) {
    if (!WebSocketConnection.isAskedFor(request)) {
      return false;
    }
    try {
      var head = Ask.whole(request);
      if (!site.streams().serves(head.path())) {
        return false;
      }
      WebSocketConnection.open(context, request, head, site.streams(), maxFrameBytes);
      ending = true;
      return true;
    } catch (IllegalArgumentException undecodable) {
      return false;
    }
  }

  private void stream(ChannelHandlerContext context, HttpRequest request) {
    var origin = request.headers().get(HttpHeaderNames.ORIGIN);
    var refusal = refusal(context, request);
    if (refusal == null) {
      try {
        var headers = site.access().headers(origin);
        streaming = new StreamExchange(this, context, request, headers, site.streams());
        return;
      } catch (IllegalArgumentException undecodable) {
        refusal = badRequest(undecodable);
      }
    }
    // The rest of the request is not read.
    send(context, refusal, new Manner(request.protocolVersion(), origin, false));
  }

  /// The answer to a request that no endpoint is to see; null if one is.
  private @Nullable Answer refusal(ChannelHandlerContext context, HttpRequest request) {
    var malformed = request.decoderResult().cause();
    if (malformed != null) {
      return badRequest(malformed);
    }
    var tls = context.pipeline().get(SslHandler.class);
    var host = request.headers().get(HttpHeaderNames.HOST);
    if (tls == null && !site.access().servesHost(host)) {
      return Answer.failure(
          HttpResponseStatus.MISDIRECTED_REQUEST,
          "This member is not known as "
              + AccessRules.name(host == null ? "" : host)
              + ": start it with that name in --host-whitelist, or use TLS. This keeps web pages"
              + " from reaching it under a name of their own (DNS rebinding).");
    }
    if (!site.access().serves(request.uri(), tls == null ? null : tls.engine().getSession())) {
      return Answer.failure(
          HttpResponseStatus.BAD_REQUEST,
          "CommonName of client sending a request against gateway will be ignored and not used as"
              + " expected");
    }
    return request.method().equals(HttpMethod.OPTIONS) ? Answer.text("") : null;
  }

  private static Answer badRequest(Throwable cause) {
    return Answer.failure(HttpResponseStatus.BAD_REQUEST, "400 Bad Request: " + cause.getMessage());
  }

  private static Answer broken(Throwable cause) {
    if (!(cause instanceof CancellationException)) {
      LOGGER.error("an HTTP endpoint failed", cause);
    }
    return Answer.failure(HttpResponseStatus.INTERNAL_SERVER_ERROR, "Internal Server Error");
  }

  /// How an answer is to be sent.
  ///
  /// @param origin of the page that asked, if it was one
  private record Manner(HttpVersion version, @Nullable String origin, boolean keepAlive) {}

  private void send(ChannelHandlerContext context, Answer answer, Manner how) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(answer.body()));
    var headers = response.headers();
    site.access().headers(how.origin).forEach(headers::set);
    answer.headers().forEach(headers::set);
    headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    HttpUtil.setContentLength(response, answer.body().length);
    boolean goesOn = how.keepAlive && !leaving;
    if (!goesOn) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (how.version.equals(HttpVersion.HTTP_1_0)) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    var sent = context.writeAndFlush(response);
    if (!goesOn) {
      ending = true;
      sent.addListener(new LingeringClose());
    }
  }

  private void forgetWaiting() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
