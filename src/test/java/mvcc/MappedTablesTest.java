package mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A member has no more tables mapped into its memory than its settings allow.
final class MappedTablesTest {

  private static final int ROWS = 220;
  private static final int ROW_BYTES = 1 << 20;

  @TempDir private Path directory;

  @Test
  @EnabledOnOs(OS.LINUX)
  void noMoreTablesAreMappedThanAllowed() throws IOException {
    try (var backend = LevelDbBackend.open(directory)) {
      fill(backend);
      backend.compact(new byte[0], new byte[] {-1});
      readAll(backend);
      assertThat(mapped()).isGreaterThan(DbOptions.FEWEST_OPEN_TABLES);
    }
    try (var backend = LevelDbBackend.open(directory, DbOptions.FEWEST_OPEN_TABLES)) {
      readAll(backend);
      assertThat(mapped()).isBetween(1L, (long) DbOptions.FEWEST_OPEN_TABLES);
    }
  }

  @Test
  void tooFewAreRefused() {
    assertThatThrownBy(() -> LevelDbBackend.open(directory, 63))
        .isInstanceOf(BackendException.class)
        .hasMessageStartingWith("63 open tables are too few for LevelDB: at least 64");
  }

  private static void fill(Backend backend) {
    var random = new Random(1);
    var value = new byte[ROW_BYTES];
    for (int i = 0; i < ROWS; i++) {
      random.nextBytes(value);
      byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong() >>> 1).array();
      backend.write(sink -> sink.put(key, value), false);
    }
  }

  private static void readAll(Backend backend) {
    int[] rows = {0};
    backend.scan(
        new byte[0],
        (_, _) -> {
          rows[0]++;
          return true;
        });
    assertThat(rows[0]).isEqualTo(ROWS);
  }

  /// Tables of the directory that this process has mapped, each once.
  private long mapped() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .map(line -> line.substring(line.lastIndexOf(' ') + 1))
          .filter(file -> file.startsWith(directory.toString()) && file.matches(".*\\.(sst|ldb)"))
          .distinct()
          .count();
    }
  }
}
