package wire;

import actors.Door;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// Turns what a member is asked from other actor systems, and its answers, into bytes.
///
/// A member and an application that asks it both bind this serializer, by the same
/// `reference.conf`.
public final class DoorSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  /// Identifies this serializer in every message; never reused for another.
  public static final int IDENTIFIER = 103;

  private final DoorEncoding encoding;

  /// Called by Pekko.
  public DoorSerializer(ExtendedActorSystem system) {
    this.encoding = new DoorEncoding(ActorRefResolver.get(Adapter.toTyped(system)));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return DoorEncoding.manifest((Door.Message) message);
  }

  @Override
  public byte[] toBinary(Object message) {
    var bytes = new ByteArrayOutputStream();
    write(message, CodedOutputStream.newInstance(bytes));
    return bytes.toByteArray();
  }

  /// Writes to `buffer` from its position on.
  ///
  /// @throws BufferOverflowException if the message is larger than a frame of remoting
  @Override
  public void toBinary(Object message, ByteBuffer buffer) {
    write(message, CodedOutputStream.newInstance(buffer));
  }

  private void write(Object message, CodedOutputStream out) {
    try {
      encoding.write(out, (Door.Message) message);
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

  private Door.Message read(CodedInputStream in, int length, String manifest)
      throws NotSerializableException {
    try {
      in.pushLimit(length);
      var message = encoding.read(manifest, in);
      if (!in.isAtEnd()) {
        throw new NotSerializableException(
            message.getClass().getSimpleName() + " with bytes too many");
      }
      return message;
    } catch (NotSerializableException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      var malformed = new NotSerializableException("malformed " + manifest + ": " + e.getMessage());
      malformed.initCause(e);
      throw malformed;
    }
  }
}
