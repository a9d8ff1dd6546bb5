package mvcc;

import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.Options;

/// How LevelDB is opened, native or in Java.
final class DbOptions {

  /// Tables that are open at a time if nobody says how many: LevelDB's own choice.
  static final int OPEN_TABLES = 990;

  /// The fewest that LevelDB takes.
  static final int FEWEST_OPEN_TABLES = 64;

  /// Files that LevelDB keeps open beside its tables.
  private static final int OTHER_FILES = 10;

  private static final int WRITE_BUFFER_BYTES = 16 << 20;

  private DbOptions() {}

  /// @param openTables how many tables are open at a time, each mapped into memory
  /// @throws BackendException if they are fewer than LevelDB takes
  static Options of(int openTables) {
    if (openTables < FEWEST_OPEN_TABLES) {
      throw new BackendException(
          "%d open tables are too few for LevelDB: at least %d (sampo.store.open-tables)"
              .formatted(openTables, FEWEST_OPEN_TABLES));
    }
    return new Options()
        .createIfMissing(true)
        .paranoidChecks(false)
        .compressionType(CompressionType.NONE)
        .maxOpenFiles(openTables + OTHER_FILES)
        .writeBufferSize(WRITE_BUFFER_BYTES);
  }
}
