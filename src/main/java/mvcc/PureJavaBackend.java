package mvcc;

import java.nio.file.Path;

/// Opens LevelDB as written in Java, for platforms without a native library. Same files, slower.
public final class PureJavaBackend {

  private PureJavaBackend() {}

  /// Opens or creates the database in `directory`.
  ///
  /// @throws BackendException when it is locked by another process, damaged or not a directory
  public static Backend open(Path directory) {
    throw new UnsupportedOperationException();
  }
}
