package sampo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mvcc.Backend;
import mvcc.LevelDbBackend;
import mvcc.PureJavaBackend;

/// The files of a member's store: opens them and says how large they are.
final class StoreFiles {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path directory;
  private long size;
  private long sizedAt = System.nanoTime() - FRESH_NANOS;

  StoreFiles(Path directory) {
    this.directory = directory;
  }

  /// @param openTables how many of its tables are open at a time
  Backend open(boolean nativeLibrary, int openTables) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new InvalidSettings("cannot create the data folder " + directory + ": " + e);
    }
    return nativeLibrary
        ? LevelDbBackend.open(directory, openTables)
        : PureJavaBackend.open(directory, openTables);
  }

  /// The size of all files in bytes, not older than a second.
  synchronized long size() {
    long now = System.nanoTime();
    if (now - sizedAt >= FRESH_NANOS) {
      size = measure();
      sizedAt = now;
    }
    return size;
  }

  private long measure() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(StoreFiles::sizeOf).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// LevelDB removes files while we look: one that is gone is empty.
  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException gone) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
