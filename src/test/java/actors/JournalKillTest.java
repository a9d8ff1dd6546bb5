package actors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import raft.Entry;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

/// Kills a real process that writes, and reads its journal.
@Tag("process")
final class JournalKillTest {

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void whatWasStoredSurvivesTheDeathOfTheProcess() throws IOException, InterruptedException {
    for (int round = 1; round <= 4; round++) {
      EntryId stored = writeAndKill(round, 60 * round);
      try (var node = JournalNode.start(directory, 0)) {
        Raft.Recovered recovered = node.recovered();
        List<Entry> log = recovered.entries();
        assertThat(recovered.start()).isEqualTo(EntryId.ZERO);
        assertThat(log.getLast().id().isAtLeastAsUpToDateAs(stored)).isTrue();
        assertThat(recovered.hardState().term()).isGreaterThanOrEqualTo(stored.term());
        assertThat(recovered.hardState())
            .isEqualTo(
                new HardState(
                    recovered.hardState().term(), new MemberId(recovered.hardState().term())));
        for (int i = 0; i < log.size(); i++) {
          Entry entry = log.get(i);
          assertThat(entry).isEqualTo(JournalNode.entry(i + 1, entry.term(), entry.data().size()));
        }
      }
    }
  }

  /// @return the last entry that the process said was stored
  private EntryId writeAndKill(int seed, int writes) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                JournalWriter.class.getName(),
                directory.toString(),
                Integer.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    EntryId stored = EntryId.ZERO;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (int i = 0; i < writes; i++) {
        stored = stored(out.readLine());
      }
      process.destroyForcibly().waitFor();
    }
    return stored;
  }

  private static EntryId stored(String line) {
    String[] fields = line.split(" ");
    return new EntryId(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
  }
}
