package grpc;

import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tells by the first bytes of a connection what it speaks: HTTP/2's preface begins with `PRI`,
/// every HTTP/1 method with a letter, and what is not spoken here is refused.
final class ProtocolSniffer extends ByteToMessageDecoder {

  private static final byte[] HTTP2 = "PRI".getBytes(StandardCharsets.US_ASCII);

  private static final String REFUSAL =
      "HTTP/1.1 400 Bad Request\r\n"
          + "Content-Type: text/plain; charset=utf-8\r\n"
          + "Connection: close\r\n\r\n"
          + "400 Bad Request: this port speaks ";

  private final ChannelHandler http2;
  private final Function<EventLoop, Outbox> outboxes;
  private final @Nullable Consumer<ChannelPipeline> http1;
  private final Duration silence;
  private final String spoken;
  private @Nullable ProtocolNegotiationEvent heldBack;
  private @Nullable Future<?> deadline;

  /// @param http2 goes on with a connection that speaks HTTP/2
  /// @param http1 fills the pipeline of one that speaks HTTP/1; null to refuse it
  /// @param silence how long the first bytes may take
  /// @param spoken what is spoken here and how, for who speaks something else
  ProtocolSniffer(
      ChannelHandler http2,
      Function<EventLoop, Outbox> outboxes,
      @Nullable Consumer<ChannelPipeline> http1,
      Duration silence,
      String spoken) {
    this.http2 = http2;
    this.outboxes = outboxes;
    this.http1 = http1;
    this.silence = silence;
    this.spoken = spoken;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline =
        context.executor().schedule(() -> context.close(), silence.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// The negotiation goes on once it is known what is spoken.
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof ProtocolNegotiationEvent negotiation) {
      heldBack = negotiation;
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int seen = Math.min(in.readableBytes(), HTTP2.length);
    int matching = 0;
    while (matching < seen && in.getByte(in.readerIndex() + matching) == HTTP2[matching]) {
      matching++;
    }
    if (matching == HTTP2.length) {
      becomeHttp2(context);
    } else if (matching < seen) {
      if (http1 != null && isLetter(in.getByte(in.readerIndex()))) {
        becomeHttp1(context, http1);
      } else {
        refuse(context, in);
      }
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private void becomeHttp2(ChannelHandlerContext context) {
    var negotiation = heldBack;
    if (negotiation == null) {
      throw new IllegalStateException("bytes before the negotiation has begun");
    }
    var attributes =
        InternalProtocolNegotiationEvent.getAttributes(negotiation).toBuilder()
            .set(Outbox.OF_CONNECTION, outboxes.apply(context.channel().eventLoop()))
            .build();
    context.pipeline().addAfter(context.name(), null, http2);
    context.fireUserEventTriggered(
        InternalProtocolNegotiationEvent.withAttributes(negotiation, attributes));
    context.pipeline().remove(this);
  }

  /// What gRPC has put into the pipeline behind this handler is of no use to HTTP/1.
  private void becomeHttp1(ChannelHandlerContext context, Consumer<ChannelPipeline> filled) {
    var pipeline = context.pipeline();
    while (pipeline.last() != this) {
      pipeline.removeLast();
    }
    filled.accept(pipeline);
    pipeline.remove(this);
  }

  private void refuse(ChannelHandlerContext context, ByteBuf in) {
    in.skipBytes(in.readableBytes());
    var pipeline = context.pipeline();
    while (pipeline.last() != context.handler()) {
      pipeline.removeLast();
    }
    var text = Unpooled.copiedBuffer(REFUSAL + spoken + "\n", StandardCharsets.US_ASCII);
    context.writeAndFlush(text).addListener(ChannelFutureListener.CLOSE);
  }

  private static boolean isLetter(byte first) {
    return (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
  }
}
