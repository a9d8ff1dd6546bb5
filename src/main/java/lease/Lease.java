package lease;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/// A lease as the log knows it.
///
/// @param id any number but 0
/// @param grant id of the proposal that granted it, by which it differs from an earlier lease of
///   the same id
/// @param ttl time to live it was granted with, in seconds
/// @param remaining what of that was left at the last checkpoint, in seconds; 0: all of it
public record Lease(long id, long grant, long ttl, long remaining) {

  private static final byte FORMAT = 1;
  private static final int LENGTH = 1 + 3 * Long.BYTES;

  /// The time it has when a leader starts, in seconds.
  long remainingOrAll() {
    return remaining == 0 ? ttl : remaining;
  }

  Lease withRemaining(long seconds) {
    return new Lease(id, grant, ttl, seconds);
  }

  /// The key of its row: the id, big endian.
  ByteString rowKey() {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(id).flip());
  }

  ByteString row() {
    return ByteString.copyFrom(
        ByteBuffer.allocate(LENGTH)
            .put(FORMAT)
            .putLong(grant)
            .putLong(ttl)
            .putLong(remaining)
            .flip());
  }

  /// The lease of a row.
  ///
  /// @throws IllegalStateException when the row is of another format
  static Lease of(ByteString rowKey, ByteString row) {
    if (rowKey.size() != Long.BYTES || row.size() != LENGTH || row.byteAt(0) != FORMAT) {
      throw new IllegalStateException("the store has a lease of another version of this program");
    }
    ByteBuffer in = row.substring(1).asReadOnlyByteBuffer();
    long id = rowKey.asReadOnlyByteBuffer().getLong();
    return new Lease(id, in.getLong(), in.getLong(), in.getLong());
  }
}
