package gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.json.JsonObjectDecoder;
import java.util.ArrayList;
import java.util.List;

/// Finds the JSON objects in a stream of bytes that is cut anywhere.
final class JsonStream implements AutoCloseable {

  private static final class Splitter extends JsonObjectDecoder {

    Splitter(int maxObjectBytes) {
      super(maxObjectBytes);
    }

    int left() {
      return actualReadableBytes();
    }
  }

  private final Splitter splitter;
  private final EmbeddedChannel channel;

  /// @param maxObjectBytes largest object
  JsonStream(int maxObjectBytes) {
    splitter = new Splitter(maxObjectBytes);
    channel = new EmbeddedChannel(splitter);
  }

  /// The objects that are complete with these bytes.
  ///
  /// @throws io.netty.handler.codec.DecoderException if there is something else, or one too large
  List<byte[]> split(byte[] bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    var objects = new ArrayList<byte[]>();
    for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
      objects.add(ByteBufUtil.getBytes(next));
      next.release();
    }
    return objects;
  }

  /// Whether an object has begun that is not complete.
  boolean isAmidMessage() {
    return splitter.left() > 0;
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }
}
