package process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Folders on the disk the build is on: a temporary folder may be in memory, where nothing is ever
/// lost and `fsync` costs nothing.
final class Folders {

  private static final Path ROOT = Path.of("target", "process").toAbsolutePath();

  private Folders() {}

  static Path create(String prefix) throws IOException {
    return Files.createTempDirectory(Files.createDirectories(ROOT), prefix);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
