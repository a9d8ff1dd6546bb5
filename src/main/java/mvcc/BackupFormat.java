package mvcc;

/// A backup of a store in one file, version 1. All numbers are big-endian.
///
/// - The header: `SAMPOBAK`, the version (4 bytes), then four numbers of 8 bytes: store revision,
///   compacted revision (-1 for none), index and term of the last raft entry applied.
/// - Frames: the length of the payload (4 bytes, above 0), its CRC32C (4 bytes), the payload. That
///   is rows, whole ones: length of the key (4 bytes), key, length of the value (4 bytes), value.
///   The rows are those of the store, in order: every revision that is kept, as etcd keys them,
///   then the tables beside them (members, alarms, leases, users).
/// - The end: a length of 0 (4 bytes), the number of rows (8 bytes).
/// - Zero bytes up to a multiple of 512, as clients of etcd demand.
/// - The SHA-256 of all of it (32 bytes).
final class BackupFormat {

  static final byte[] MAGIC = {'S', 'A', 'M', 'P', 'O', 'B', 'A', 'K'};
  static final int VERSION = 1;

  /// Payload of a frame is no longer than this, unless it is a single row.
  static final int FRAME_BYTES = 32 << 10;

  static final int BLOCK = 512;
  static final int DIGEST_BYTES = 32;

  private BackupFormat() {}

  static int padding(long length) {
    return (int) ((BLOCK - length % BLOCK) % BLOCK);
  }
}
