package mvcc;

import java.nio.ByteBuffer;

/// The numbers of the whole store, written as one row with every batch.
///
/// @param revision store revision of the last write
/// @param compactRevision oldest readable store revision; -1 before the first compaction
/// @param appliedIndex index of the last raft entry whose effect is in the store
/// @param appliedTerm term of that entry
record Standing(long revision, long compactRevision, long appliedIndex, long appliedTerm) {

  /// A store never written to.
  static final Standing FRESH = new Standing(1, -1, 0, 0);

  private static final byte FORMAT = 1;
  private static final int LENGTH = 1 + 4 * Long.BYTES;

  byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH)
        .put(FORMAT)
        .putLong(revision)
        .putLong(compactRevision)
        .putLong(appliedIndex)
        .putLong(appliedTerm)
        .array();
  }

  /// @throws BackendException when the row is of another format
  static Standing of(byte[] row) {
    if (row.length != LENGTH || row[0] != FORMAT) {
      throw new BackendException("the store was written by another version of this program");
    }
    ByteBuffer in = ByteBuffer.wrap(row, 1, LENGTH - 1);
    return new Standing(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
