package http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes connections that send a request too slowly, or none for too long; not those that wait for
/// an answer, nor those that send on a stream whose answer has begun. Sits behind the codec.
final class SlowRequests extends ChannelDuplexHandler {

  private final Duration request;
  private final Duration idle;
  private @Nullable Future<?> deadline;
  private boolean begun;

  SlowRequests(Duration request, Duration idle) {
    this.request = request;
    this.idle = idle;
  }

  /// A connection gets here with its first bytes.
  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    closeAfter(context, request);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    cancel();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof LastHttpContent) {
      begun = false;
      cancel();
    } else if (!begun) {
      begun = true;
      closeAfter(context, request);
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent) {
      if (!begun) {
        closeAfter(context, idle);
      }
    } else if (message instanceof HttpResponse) {
      cancel();
    }
    context.write(message, promise);
  }

  /// Whether a request has begun and not ended yet.
  boolean isReading() {
    return begun;
  }

  private void closeAfter(ChannelHandlerContext context, Duration time) {
    cancel();
    deadline =
        context.executor().schedule(() -> context.close(), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void cancel() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
