package actors;

import static actors.JournalNode.entries;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.ProcessingPolicy;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raft.HardState;

/// After a write that failed nobody knows what the disk holds, so that nothing may be said.
final class JournalFailureTest {

  @TempDir Path directory;

  @Test
  void aFailedWriteStopsTheJournal() {
    try (var node = start(Map.of())) {
      node.write(null, entries(1, 2, 1));
      PersistenceTestKit.create(node.kit.system()).failNextPersisted();
      persist(node);
      assertThat(node.whyStopped()).startsWith("the journal failed: ");
    }
  }

  @Test
  void aRejectedWriteStopsTheJournal() {
    try (var node = start(Map.of())) {
      node.write(null, entries(1, 2, 1));
      PersistenceTestKit.create(node.kit.system()).rejectNextPersisted();
      persist(node);
      assertThat(node.whyStopped()).startsWith("the journal failed: ");
    }
  }

  @Test
  void aWriteThatTakesTooLongStopsTheJournalAlthoughItMaySucceed() {
    var released = new CountDownLatch(1);
    try (var node = start(Map.of("sampo.journal.write-timeout", "200 ms"))) {
      node.write(null, entries(1, 2, 1));
      PersistenceTestKit.create(node.kit.system()).withPolicy(new Stuck(released));
      persist(node);
      try {
        assertThat(node.whyStopped()).contains("a write took more than 200 ms");
      } finally {
        released.countDown();
      }
    }
  }

  @Test
  void nothingIsWrittenWhenTheDiskIsNearlyFull() {
    try (var node = start(Map.of("sampo.journal.disk-floor", "4 EiB"))) {
      persist(node);
      assertThat(node.whyStopped()).contains("bytes are free");
      assertThat(PersistenceTestKit.create(node.kit.system()).persistedInStorage("raft-log"))
          .isEmpty();
    }
  }

  private JournalNode start(Map<String, ?> more) {
    var config = new HashMap<String, Object>(more);
    for (Map.Entry<String, ConfigValue> entry :
        PersistenceTestKitPlugin.getInstance().config().entrySet()) {
      config.put(entry.getKey(), entry.getValue().unwrapped());
    }
    var node = JournalNode.start(directory, 0, config);
    node.recovered();
    return node;
  }

  private static void persist(JournalNode node) {
    node.store.tell(
        new JournalStore.Persist(new HardState(2, null), entries(1, 1, 2), node.front.getRef()));
  }

  /// A disk that does not answer until released, and then has written after all.
  private record Stuck(CountDownLatch released) implements ProcessingPolicy<JournalOperation> {
    @Override
    public ProcessingResult tryProcess(String persistenceId, JournalOperation operation) {
      if (operation instanceof WriteEvents) {
        try {
          released.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return ProcessingSuccess.getInstance();
    }
  }
}
