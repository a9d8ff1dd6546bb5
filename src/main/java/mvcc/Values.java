package mvcc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/// Reads pairs by the revision that wrote them.
final class Values {

  private final Backend backend;

  Values(Backend backend) {
    this.backend = backend;
  }

  /// The pair of a revision; null when its row has been scrubbed.
  @Nullable KeyValue get(KeyState state) {
    byte[] row = backend.get(RowKey.of(state));
    return row == null ? null : parse(row, state);
  }

  /// Parses without copying key and value out of the row.
  private static KeyValue parse(byte[] row, KeyState state) {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(row).newCodedInput();
    in.enableAliasing(true);
    try {
      return KeyValue.parseFrom(in);
    } catch (IOException e) {
      throw new BackendException("store damaged: revision " + state.main() + " is unreadable", e);
    }
  }
}
