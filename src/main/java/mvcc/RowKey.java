package mvcc;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The keys of the rows in the backend. The first byte says what a row is:
///
/// - `k` main `_` sub, and `t` at the end for a tombstone: a revision of a key, both numbers as 8
///   bytes, big endian, so that the rows stand in the order they were written. After the first byte
///   this is etcd's layout (`server/storage/mvcc/revision.go`). The value is a `mvccpb.KeyValue`.
/// - `s`: the numbers of the whole store ([Standing]) as of the last batch; `sd`: as of the last
///   one that was synced.
/// - `t` table 0 key: a row of a table beside the key space.
///
/// The store's own row comes after those of revisions: LevelDB can then move files of old revisions
/// down without rewriting them together with it.
final class RowKey {

  /// The row of [Standing].
  static final byte[] STANDING = {'s'};

  /// The row of the [Standing] that a crash of the machine cannot take.
  static final byte[] DURABLE = {'s', 'd'};

  /// Where the rows of revisions begin.
  static final byte[] FIRST_REVISION = {'k'};

  /// Where the rows of tables begin.
  static final byte[] FIRST_TABLE = {'t'};

  private static final int MAIN = 1;
  private static final int SUB = MAIN + Long.BYTES + 1;
  private static final int LENGTH = SUB + Long.BYTES;

  private RowKey() {}

  static byte[] of(KeyState state) {
    byte[] key = new byte[state.isTombstone() ? LENGTH + 1 : LENGTH];
    ByteBuffer.wrap(key).put((byte) 'k').putLong(state.main()).put((byte) '_').putLong(state.sub());
    if (state.isTombstone()) {
      key[LENGTH] = 't';
    }
    return key;
  }

  /// Where the rows of a store revision begin.
  static byte[] of(long main) {
    return of(new KeyState(0, main, 0, 1, 0));
  }

  /// What a row takes, key and value.
  static int weight(boolean tombstone, int valueBytes) {
    return (tombstone ? LENGTH + 1 : LENGTH) + valueBytes;
  }

  static boolean isRevision(byte[] row) {
    return row[0] == 'k';
  }

  /// Whether a row that begins with `k` is spelt as [#of] does.
  static boolean isWellFormed(byte[] row) {
    return (row.length == LENGTH || isTombstone(row)) && row[SUB - 1] == '_';
  }

  static boolean isTombstone(byte[] row) {
    return row.length == LENGTH + 1 && row[LENGTH] == 't';
  }

  static long main(byte[] row) {
    return ByteBuffer.wrap(row).getLong(MAIN);
  }

  static int sub(byte[] row) {
    return Math.toIntExact(ByteBuffer.wrap(row).getLong(SUB));
  }

  /// What the keys of a table's rows begin with.
  static byte[] table(String table) {
    return ("t" + table + '\0').getBytes(StandardCharsets.UTF_8);
  }

  static byte[] inTable(String table, ByteString key) {
    return ByteString.copyFrom(table(table)).concat(key).toByteArray();
  }
}
