package wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;

/// How one type of message becomes bytes and back.
///
/// @param manifest names the type and its layout on the wire, for ever; short, since each message
///   carries it
record Codec<T>(String manifest, Class<T> type, Writer<T> writer, Reader<T> reader) {

  interface Writer<T> {
    void write(CodedOutputStream out, T message) throws IOException;
  }

  interface Reader<T> {
    T read(CodedInputStream in) throws IOException;
  }

  /// Writes a message that is known to be of this codec's type.
  void write(CodedOutputStream out, Object message) throws IOException {
    writer.write(out, type.cast(message));
  }
}
