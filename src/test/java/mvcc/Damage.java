package mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import mvccpb.KeyValue;

/// Makes a store say what nobody wrote, as a bug or a disk would that no checksum noticed.
public final class Damage {

  private Damage() {}

  /// Changes a byte of the newest value of a key, in the store of a member that does not run.
  public static void value(Path store, String key) {
    try (Backend rows = LevelDbBackend.open(store)) {
      value(rows, key);
    }
  }

  /// Changes a byte of the newest value of a key.
  public static void value(Backend rows, String key) {
    byte[][] found = new byte[2][];
    rows.scan(
        RowKey.FIRST_REVISION,
        (row, value) -> {
          if (RowKey.isRevision(row) && !RowKey.isTombstone(row) && isOf(key, value)) {
            found[0] = row;
            found[1] = value;
          }
          return true;
        });
    if (found[0] == null) {
      throw new AssertionError("no value of " + key);
    }
    KeyValue pair = parse(found[1]);
    byte[] value = pair.getValue().toByteArray();
    value[0] ^= 1;
    byte[] changed = pair.toBuilder().setValue(ByteString.copyFrom(value)).build().toByteArray();
    rows.write(sink -> sink.put(found[0], changed), true);
  }

  private static boolean isOf(String key, byte[] value) {
    return parse(value).getKey().toStringUtf8().equals(key);
  }

  private static KeyValue parse(byte[] value) {
    try {
      return KeyValue.parseFrom(value);
    } catch (InvalidProtocolBufferException damaged) {
      throw new AssertionError(damaged);
    }
  }
}
