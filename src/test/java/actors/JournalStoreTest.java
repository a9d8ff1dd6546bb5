package actors;

import static actors.JournalNode.entries;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raft.Entry;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

final class JournalStoreTest {

  @TempDir Path directory;

  @Test
  void anEmptyJournalRecoversToTheInitialState() {
    try (var node = JournalNode.start(directory, 0)) {
      assertThat(node.recovered())
          .isEqualTo(new Raft.Recovered(HardState.INITIAL, EntryId.ZERO, List.of(), List.of(), 0));
    }
  }

  @Test
  void whatWasStoredIsThereAfterARestart() {
    var hardState = new HardState(4, new MemberId(-3));
    try (var node = JournalNode.start(directory, 0)) {
      node.recovered();
      node.write(new HardState(1, null), entries(1, 3, 1));
      node.write(null, entries(4, 5, 1));
      node.write(hardState, List.of());
    }
    try (var node = JournalNode.start(directory, 2)) {
      assertThat(node.recovered())
          .isEqualTo(new Raft.Recovered(hardState, EntryId.ZERO, List.of(), entries(1, 5, 1), 2));
    }
  }

  @Test
  void aVoteWithoutAnyEntryIsKept() {
    var hardState = new HardState(4, new MemberId(2));
    try (var node = JournalNode.start(directory, 0)) {
      node.recovered();
      node.write(hardState, List.of());
    }
    try (var node = JournalNode.start(directory, 0)) {
      assertThat(node.recovered().hardState()).isEqualTo(hardState);
    }
  }

  @Test
  void onlyTheEndOfALongLogIsKeptInMemoryAndTheRestIsReadBack() {
    var log = new ArrayList<Entry>();
    writeLog(log);
    int last = log.size();
    try (var node = JournalNode.start(directory, last)) {
      Raft.Recovered recovered = node.recovered();
      long start = recovered.start().index();
      assertThat(start).isBetween(last - 300L, last - 50L);
      assertThat(recovered.start()).isEqualTo(log.get((int) start - 1).id());
      assertThat(recovered.entries()).isEqualTo(log.subList((int) start, last));
      assertThat(recovered.terms()).isEqualTo(termsOf(log.subList(0, (int) start)));
      assertThat(node.readAll(1, last, 5000)).isEqualTo(log);
    }
  }

  @Test
  void whatTheStoreHasNotAppliedIsKeptInMemoryHoweverMuch() {
    var log = new ArrayList<Entry>();
    writeLog(log);
    try (var node = JournalNode.start(directory, 700)) {
      Raft.Recovered recovered = node.recovered();
      int start = (int) recovered.start().index();
      assertThat(start).isBetween(600, 700);
      assertThat(recovered.entries()).isEqualTo(log.subList(start, log.size()));
    }
  }

  @Test
  void losingTheSnapshotsLosesNothing() throws IOException {
    var log = new ArrayList<Entry>();
    writeLog(log);
    Raft.Recovered withSnapshots;
    try (var node = JournalNode.start(directory, log.size())) {
      withSnapshots = node.recovered();
    }
    assertThat(snapshots()).isNotEmpty();
    for (Path snapshot : snapshots()) {
      Files.delete(snapshot);
    }
    try (var node = JournalNode.start(directory, log.size())) {
      assertThat(node.recovered()).isEqualTo(withSnapshots);
      assertThat(node.readAll(1, log.size(), 5000)).isEqualTo(log);
    }
  }

  @Test
  void tornAndDamagedSnapshotsAreIgnored() throws IOException {
    var log = new ArrayList<Entry>();
    writeLog(log);
    List<Path> snapshots = snapshots();
    assertThat(snapshots).hasSizeGreaterThan(3);
    for (int i = 0; i < snapshots.size(); i++) {
      byte[] bytes = Files.readAllBytes(snapshots.get(i));
      switch (i % 3) {
        case 0 -> Files.write(snapshots.get(i), new byte[0]);
        case 1 -> Files.write(snapshots.get(i), Arrays.copyOf(bytes, bytes.length / 2));
        default -> {
          bytes[bytes.length - 2] ^= 4;
          Files.write(snapshots.get(i), bytes);
        }
      }
    }
    try (var node = JournalNode.start(directory, log.size())) {
      assertThat(node.recovered().hardState()).isEqualTo(new HardState(9, null));
      assertThat(node.readAll(1, log.size(), 5000)).isEqualTo(log);
    }
  }

  @Test
  void writingGoesOnAfterARestartFromASnapshot() {
    var log = new ArrayList<Entry>();
    writeLog(log);
    int last = log.size();
    try (var node = JournalNode.start(directory, last)) {
      node.recovered();
      List<Entry> more = entries(last - 5, last + 5, 12);
      node.write(new HardState(12, null), more);
      replace(log, more);
    }
    try (var node = JournalNode.start(directory, last)) {
      assertThat(node.recovered().hardState()).isEqualTo(new HardState(12, null));
      assertThat(node.readAll(1, log.size(), 5000)).isEqualTo(log);
    }
  }

  @Test
  void aReadReturnsAtLeastOneEntryAndNoMoreThanItsBytes() {
    var log = new ArrayList<Entry>();
    writeLog(log);
    try (var node = JournalNode.start(directory, 0)) {
      node.recovered();
      assertThat(node.read(500, 1)).isEqualTo(log.subList(499, 500));
      assertThat(node.read(500, 3 * log.getFirst().size())).hasSizeBetween(1, 3);
    }
  }

  @Test
  void aStoreAheadOfTheJournalIsRefused() {
    try (var node = JournalNode.start(directory, 0)) {
      node.recovered();
      node.write(null, entries(1, 3, 1));
    }
    try (var node = JournalNode.start(directory, 4)) {
      assertThat(node.whyStopped())
          .isEqualTo(
              "the journal is damaged: the store has applied entry 4, the log ends at 3/1; remove"
                  + " this member from the cluster, delete its data directory and add it again");
    }
  }

  @Test
  void aSnapshotOfAnotherJournalIsRefused() throws IOException {
    writeLog(new ArrayList<>());
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (var node = JournalNode.start(directory, 0)) {
      assertThat(node.whyStopped()).containsPattern("event \\d+ is missing");
    }
  }

  @Test
  void aWriteThatLeavesAGapStopsTheJournal() {
    try (var node = JournalNode.start(directory, 0)) {
      node.recovered();
      node.write(null, entries(1, 3, 1));
      node.store.tell(new JournalStore.Persist(null, entries(5, 5, 1), node.front.getRef()));
      assertThat(node.whyStopped()).contains("entries from 5 do not follow");
    }
  }

  @Test
  void aJournalThatCannotBeOpenedStopsAtOnce() throws IOException {
    Files.createDirectories(directory.resolve("journal/LOCK"));
    try (var node = JournalNode.start(directory, 0)) {
      assertThat(node.whyStopped()).contains("its files cannot be opened");
    }
  }

  /// Writes a log of about 1,500 entries in several terms with replaced suffixes, seeded.
  private void writeLog(List<Entry> log) {
    var random = new Random(17);
    try (var node = JournalNode.start(directory, 0)) {
      node.recovered();
      for (long term = 1; term < 10; term++) {
        long first = Math.max(1, log.size() + 1 - random.nextInt(40));
        node.write(new HardState(term, null), List.of());
        for (int i = 0; i < 30; i++) {
          List<Entry> more = entries(first, first + random.nextInt(12), term);
          node.write(null, more);
          replace(log, more);
          first = log.size() + 1;
        }
      }
    }
    assertThat(log.size()).isGreaterThan(1000);
  }

  private static void replace(List<Entry> log, List<Entry> more) {
    log.subList((int) more.getFirst().index() - 1, log.size()).clear();
    log.addAll(more);
  }

  private static List<EntryId> termsOf(List<Entry> log) {
    var terms = new ArrayList<EntryId>();
    for (Entry entry : log) {
      if (terms.isEmpty() || terms.getLast().term() != entry.term()) {
        terms.add(entry.id());
      }
    }
    return terms;
  }

  private List<Path> snapshots() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("journal-index"))) {
      return files.sorted().toList();
    }
  }
}
