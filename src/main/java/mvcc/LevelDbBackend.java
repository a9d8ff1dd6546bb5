package mvcc;

import java.nio.file.Path;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.DB;

/// Opens LevelDB by its native library (JNI), which is the fast one and needs Linux, macOS or
/// Windows on x86.
public final class LevelDbBackend {

  private LevelDbBackend() {}

  /// Opens or creates the database in `directory`.
  ///
  /// @throws BackendException when it is locked by another process, damaged or not a directory
  public static Backend open(Path directory) {
    return open(directory, DbOptions.OPEN_TABLES);
  }

  /// @param openTables how many of its tables are open at a time, each mapped into memory
  public static Backend open(Path directory, int openTables) {
    return OrderedDb.open(
        JniDBFactory.factory, directory, DbOptions.of(openTables), DB::compactRange);
  }
}
