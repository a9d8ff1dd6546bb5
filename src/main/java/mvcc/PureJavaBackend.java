package mvcc;

import java.nio.file.Path;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.impl.DbConstants;
import org.iq80.leveldb.impl.DbImpl;
import org.iq80.leveldb.impl.Iq80DBFactory;
import org.iq80.leveldb.util.Slices;

/// Opens LevelDB as written in Java, for platforms without a native library. Same files, slower.
public final class PureJavaBackend {

  private PureJavaBackend() {}

  /// Opens or creates the database in `directory`.
  ///
  /// @throws BackendException when it is locked by another process, damaged or not a directory
  public static Backend open(Path directory) {
    return open(directory, DbOptions.OPEN_TABLES);
  }

  /// @param openTables how many of its tables are open at a time, each mapped into memory
  public static Backend open(Path directory, int openTables) {
    return OrderedDb.open(
        Iq80DBFactory.factory, directory, DbOptions.of(openTables), PureJavaBackend::compact);
  }

  /// Moves the rows down level by level, as the native library does when it is asked for a range;
  /// this one answers that it does not know how.
  static void compact(DB db, byte[] from, byte[] to) {
    var levels = (DbImpl) db;
    levels.flushMemTable();
    for (int level = 0; level < DbConstants.NUM_LEVELS - 1; level++) {
      levels.compactRange(level, Slices.wrappedBuffer(from), Slices.wrappedBuffer(to));
    }
  }
}
