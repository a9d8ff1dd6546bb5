package mvcc;

import java.nio.file.Path;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.DB;

/// Opens LevelDB by its native library (JNI), which is the fast one and needs Linux, macOS or
/// Windows on x86.
public final class LevelDbBackend {

  private static final int WRITE_BUFFER_BYTES = 16 << 20;

  private LevelDbBackend() {}

  /// Opens or creates the database in `directory`.
  ///
  /// @throws BackendException when it is locked by another process, damaged or not a directory
  public static Backend open(Path directory) {
    return OrderedDb.open(JniDBFactory.factory, directory, WRITE_BUFFER_BYTES, DB::compactRange);
  }
}
