package actors;

import static actors.JournalNode.entries;
import static actors.JournalNode.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was promised is there, or the member does not start; what was torn was never promised.
final class JournalFilesTest {

  private static final int EVENTS = 40;

  /// Of the last event: more than a block of the log, so that it is written in several fragments.
  private static final int LAST_BYTES = 50_000;

  @TempDir Path directory;

  private Path log = Path.of("");
  private byte[] whole = {};
  private int lastRecord;

  /// Forty events and a large last one, whose place in the log is where the files differ.
  @BeforeEach
  void writeJournal() throws IOException {
    byte[] before;
    // No snapshot may know of the last event: it is taken of durable ones only.
    var noSnapshots = Map.of("sampo.journal.snapshot-bytes", "1 GiB");
    try (var node = JournalNode.start(directory, 0, noSnapshots)) {
      node.recovered();
      for (int i = 0; i < EVENTS; i++) {
        node.write(null, entries(3 * i + 1, 3 * i + 3, 1));
      }
      log = newest(".log");
      before = Files.readAllBytes(log);
      node.write(null, List.of(entry(3 * EVENTS + 1, 1, LAST_BYTES)));
    }
    whole = Files.readAllBytes(log);
    lastRecord = Arrays.mismatch(before, whole);
    assertThat(lastRecord).isBetween(10_000, whole.length - LAST_BYTES);
  }

  @Test
  void anUndamagedLogIsAccepted() {
    assertAccepted();
  }

  @Test
  void aFlippedBitAnywhereIsRefused() throws IOException {
    var random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(whole.length);
      damaged[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      Files.write(log, damaged);
      assertRefused("byte " + at);
    }
  }

  @Test
  void aFlippedBitInTheHeaderOfTheLastRecordIsRefusedAlsoBeforeUnwrittenSpace() throws IOException {
    for (int bit = 0; bit < 7 * Byte.SIZE; bit++) {
      byte[] damaged = Arrays.copyOf(whole, whole.length + 200_000);
      damaged[lastRecord + bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      Files.write(log, damaged);
      assertRefused("bit " + bit);
    }
  }

  @Test
  void aLastRecordWithoutItsEndIsTornAndDropped() throws IOException {
    for (int length = lastRecord + 1; length < whole.length; length += 997) {
      Files.write(log, Arrays.copyOf(whole, length));
      assertAccepted();
      Files.write(log, Arrays.copyOf(Arrays.copyOf(whole, length), whole.length + 100_000));
      assertAccepted();
    }
    try (var node = JournalNode.start(directory, 0)) {
      assertThat(node.recovered().entries()).isEqualTo(entries(1, 3 * EVENTS, 1));
    }
  }

  @Test
  void aLastRecordWithAHoleIsTornAndDropped() throws IOException {
    int sector = 512;
    for (int at = (lastRecord / sector + 1) * sector; at + sector < whole.length; at += 16_384) {
      byte[] torn = whole.clone();
      Arrays.fill(torn, at, at + sector, (byte) 0);
      Files.write(log, torn);
      assertAccepted();
    }
    try (var node = JournalNode.start(directory, 0)) {
      assertThat(node.recovered().entries()).isEqualTo(entries(1, 3 * EVENTS, 1));
    }
  }

  @Test
  void aHoleBeforeTheLastRecordIsRefused() throws IOException {
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, 4096, 8192, (byte) 0);
    Files.write(log, damaged);
    assertRefused("hole");
    try (var node = JournalNode.start(directory, 0)) {
      assertThat(node.whyStopped())
          .startsWith("the journal is damaged: the record at byte")
          .contains("is not what was written");
    }
  }

  @Test
  void aLostEndIsRefusedIfTheStoreHasSeenIt() throws IOException {
    Files.write(log, Arrays.copyOf(whole, lastRecord));
    try (var node = JournalNode.start(directory, 3 * EVENTS + 1)) {
      assertThat(node.whyStopped()).contains("the store has applied entry 121");
    }
  }

  @Test
  void aFlippedBitInATableIsRefusedWhenItIsRead() throws IOException {
    // Starting writes the log to a table.
    try (var node = JournalNode.start(directory, 0)) {
      node.recovered();
    }
    Path table = newest(".sst");
    byte[] bytes = Files.readAllBytes(table);
    bytes[bytes.length / 3] ^= 16;
    Files.write(table, bytes);
    try (var node = JournalNode.start(directory, 0)) {
      assertThat(node.whyStopped()).startsWith("the journal is damaged: Corruption: block");
    }
  }

  @Test
  void aMissingDirectoryIsMade() throws IOException {
    Path fresh = directory.resolve("a/b/c");
    JournalFiles.prepare(fresh);
    assertThat(fresh).isDirectory();
  }

  private void assertAccepted() {
    assertThatCode(() -> JournalFiles.prepare(log.getParent())).doesNotThrowAnyException();
  }

  private void assertRefused(String what) {
    assertThatThrownBy(() -> JournalFiles.prepare(log.getParent()))
        .as(what)
        .isInstanceOf(JournalDamaged.class)
        .hasMessageContaining("is not what was written");
  }

  private Path newest(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }
}
