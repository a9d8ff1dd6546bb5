package mvcc;

import java.nio.file.Path;
import org.iq80.leveldb.impl.Iq80DBFactory;

/// Opens LevelDB as written in Java, for platforms without a native library. Same files, slower.
public final class PureJavaBackend {

  private static final int WRITE_BUFFER_BYTES = 16 << 20;

  private PureJavaBackend() {}

  /// Opens or creates the database in `directory`.
  ///
  /// @throws BackendException when it is locked by another process, damaged or not a directory
  public static Backend open(Path directory) {
    return OrderedDb.open(Iq80DBFactory.factory, directory, WRITE_BUFFER_BYTES);
  }
}
