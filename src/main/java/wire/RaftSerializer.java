package wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// Turns the messages between members into bytes, straight into the buffer that remoting sends.
///
/// A message type joins by a row in a table of [Codec]s. Anything that can reach the port can send
/// bytes here, so that no length is believed before it is compared with what was received.
public final class RaftSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  /// Identifies this serializer in every message; never reused for another.
  public static final int IDENTIFIER = 101;

  private static final Map<Class<?>, Codec<?>> BY_TYPE = table(Codec::type);
  private static final Map<String, Codec<?>> BY_MANIFEST = table(Codec::manifest);

  private static <K> Map<K, Codec<?>> table(Function<Codec<?>, K> key) {
    return Stream.of(RaftCodecs.ALL, LessorCodecs.ALL, InspectorCodecs.ALL)
        .flatMap(List::stream)
        .collect(Collectors.toUnmodifiableMap(key, codec -> codec));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return codecOf(message).manifest();
  }

  @Override
  public byte[] toBinary(Object message) {
    var bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      codecOf(message).write(out, message);
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /// Writes to `buffer` from its position on.
  ///
  /// @throws BufferOverflowException if the message is larger than a frame of remoting
  @Override
  public void toBinary(Object message, ByteBuffer buffer) {
    CodedOutputStream out = CodedOutputStream.newInstance(buffer);
    try {
      codecOf(message).write(out, message);
      out.flush();
    } catch (CodedOutputStream.OutOfSpaceException e) {
      var overflow = new BufferOverflowException();
      overflow.initCause(e);
      throw overflow;
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  /// @throws NotSerializableException if the manifest is unknown or the bytes are not its message
  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return read(CodedInputStream.newInstance(bytes), bytes.length, manifest);
  }

  /// @throws NotSerializableException if the manifest is unknown or the bytes are not its message
  @Override
  public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
    return read(CodedInputStream.newInstance(buffer), buffer.remaining(), manifest);
  }

  private static Object read(CodedInputStream in, int length, String manifest)
      throws NotSerializableException {
    Codec<?> codec = BY_MANIFEST.get(manifest);
    if (codec == null) {
      throw new NotSerializableException("unknown message manifest '" + manifest + "'");
    }
    try {
      in.pushLimit(length);
      Object message = codec.reader().read(in);
      if (!in.isAtEnd()) {
        throw new NotSerializableException(
            codec.type().getSimpleName() + " with " + in.getBytesUntilLimit() + " bytes too many");
      }
      return message;
    } catch (NotSerializableException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw malformed(codec, e);
    }
  }

  private static NotSerializableException malformed(Codec<?> codec, Exception cause) {
    var e =
        new NotSerializableException(
            "malformed " + codec.type().getSimpleName() + ": " + cause.getMessage());
    e.initCause(cause);
    return e;
  }

  private static Codec<?> codecOf(Object message) {
    Codec<?> codec = BY_TYPE.get(message.getClass());
    if (codec == null) {
      throw new IllegalArgumentException("no codec for " + message.getClass().getName());
    }
    return codec;
  }
}
