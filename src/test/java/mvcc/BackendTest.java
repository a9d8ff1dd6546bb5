package mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every backend promises, and what those on disk say when they cannot open.
class BackendTest {

  private enum Kind {
    MEMORY(_ -> new MemoryBackend()),
    LEVELDB(LevelDbBackend::open),
    LEVELDB_IN_JAVA(PureJavaBackend::open);

    private final Function<Path, Backend> open;

    Kind(Function<Path, Backend> open) {
      this.open = open;
    }
  }

  @TempDir private Path directory;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> scan(Backend backend, String from, int limit) {
    List<String> keys = new ArrayList<>();
    backend.scan(
        bytes(from),
        (key, _) -> {
          keys.add(new String(key, StandardCharsets.ISO_8859_1));
          return keys.size() < limit;
        });
    return keys;
  }

  @ParameterizedTest
  @EnumSource
  void scansInUnsignedByteOrder(Kind kind) {
    try (Backend backend = kind.open.apply(directory)) {
      backend.write(
          sink ->
              List.of("b", "\u00ff", "a", "\u007f", "", "aa")
                  .forEach(key -> sink.put(bytes(key), bytes("x"))),
          false);
      assertThat(scan(backend, "", 9)).containsExactly("", "a", "aa", "b", "\u007f", "\u00ff");
      assertThat(scan(backend, "a\u0001", 2)).containsExactly("aa", "b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofTwoChangesOfAKeyInOneWriteTheLaterHolds(Kind kind) {
    try (Backend backend = kind.open.apply(directory)) {
      backend.write(
          sink -> {
            sink.put(bytes("a"), bytes("1"));
            sink.delete(bytes("a"));
            sink.delete(bytes("b"));
            sink.put(bytes("b"), bytes("2"));
          },
          true);
      assertThat(backend.get(bytes("a"))).isNull();
      assertThat(backend.get(bytes("b"))).isEqualTo(bytes("2"));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
  void keepsRowsWhenReopened(Kind kind) {
    try (Backend backend = kind.open.apply(directory)) {
      backend.write(sink -> sink.put(bytes("a"), bytes("1")), false);
    }
    try (Backend backend = kind.open.apply(directory)) {
      assertThat(backend.get(bytes("a"))).isEqualTo(bytes("1"));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
  void saysThatItIsInUse(Kind kind) {
    try (Backend _ = kind.open.apply(directory)) {
      assertThatThrownBy(() -> kind.open.apply(directory))
          .isInstanceOf(BackendException.class)
          .hasMessage(directory + " is in use by another process");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
  void saysThatItIsNoDirectory(Kind kind) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "text");
    assertThatThrownBy(() -> kind.open.apply(file))
        .isInstanceOf(BackendException.class)
        .hasMessage(file + " is not a directory");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
  void saysThatItIsDamaged(Kind kind) throws IOException {
    kind.open.apply(directory).close();
    Files.writeString(directory.resolve("CURRENT"), "MANIFEST-999999\n");
    assertThatThrownBy(() -> kind.open.apply(directory))
        .isInstanceOf(BackendException.class)
        .hasMessageStartingWith(directory + " is damaged: ");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
  void refusesCallsAfterItIsClosed(Kind kind) {
    Backend backend = kind.open.apply(directory);
    backend.close();
    backend.close();
    assertThatThrownBy(() -> backend.get(bytes("a")))
        .isInstanceOf(BackendException.class)
        .hasMessage(directory + " is closed");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
  void compactionGivesBackTheSpaceOfRemovedRows(Kind kind) throws IOException {
    try (Backend backend = kind.open.apply(directory)) {
      backend.write(sink -> thousand(key -> sink.put(key, new byte[1000])), false);
      backend.compact(bytes(""), bytes("\u00ff"));
      assertThat(bytesOfTables()).isGreaterThan(1_000_000);

      backend.write(sink -> thousand(sink::delete), false);
      backend.write(sink -> sink.put(bytes("k"), bytes("kept")), false);
      backend.compact(bytes(""), bytes("\u00ff"));

      assertThat(bytesOfTables()).isLessThan(10_000);
      assertThat(scan(backend, "", 9)).containsExactly("k");
    }
  }

  private static void thousand(Consumer<byte[]> keys) {
    IntStream.range(0, 1000).forEach(i -> keys.accept(bytes("key" + i)));
  }

  private long bytesOfTables() throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".sst") || file.toString().endsWith(".ldb"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }
}
