package actors;

import com.google.protobuf.ByteString;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.HardState;

/// An actor system with a real journal on a directory, and a probe in place of the Raft actor.
final class JournalNode implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final ActorTestKit kit;
  final JournalSettings settings;
  final TestProbe<Raft.Message> raft;
  final TestProbe<Journal.Message> front;
  final ActorRef<JournalStore.Message> store;
  private final TestProbe<String> failure;

  /// Starts a journal with the shipped settings, but for small limits.
  static JournalNode start(Path directory, long lastApplied) {
    return start(directory, lastApplied, Map.of());
  }

  static JournalNode start(Path directory, long lastApplied, Map<String, ?> more) {
    return new JournalNode(config(directory, more), lastApplied);
  }

  static Config config(Path directory, Map<String, ?> more) {
    return ConfigFactory.load(
        ConfigFactory.parseMap(more)
            .withFallback(
                ConfigFactory.parseMap(
                    Map.of(
                        "sampo.data-dir", directory.toString(),
                        "sampo.journal.index-interval", "2 KiB",
                        "sampo.journal.tail-bytes", "8 KiB",
                        "sampo.journal.snapshot-bytes", "32 KiB",
                        "sampo.journal.read-window", 3,
                        "pekko.actor.provider", "local")))
            .withFallback(ConfigFactory.parseResources("application.conf")));
  }

  private JournalNode(Config config, long lastApplied) {
    this.kit = ActorTestKit.create("journal", config);
    this.settings = JournalSettings.of(config);
    this.raft = kit.createTestProbe();
    this.front = kit.createTestProbe();
    this.failure = kit.createTestProbe();
    var started = kit.<ActorRef<JournalStore.Message>>createTestProbe();
    kit.spawn(guardian(lastApplied, started.getRef()));
    this.store = started.receiveMessage(PATIENCE);
  }

  /// Starts the store, and says why it ended, as the guardian of a member does.
  private Behavior<Void> guardian(
      long lastApplied, ActorRef<ActorRef<JournalStore.Message>> started) {
    return Behaviors.setup(
        context -> {
          var child =
              context.spawn(
                  JournalStore.create(
                      settings, lastApplied, raft.getRef(), JournalStore.Watcher.NONE),
                  "journal-store",
                  DispatcherSelector.fromConfig("sampo.dispatchers.raft"));
          context.watch(child);
          started.tell(child);
          return Behaviors.receive(Void.class)
              .onSignal(
                  ChildFailed.class,
                  failed -> {
                    failure.getRef().tell(JournalDamaged.explain(failed.getCause()));
                    return Behaviors.stopped();
                  })
              .build();
        });
  }

  Raft.Recovered recovered() {
    return raft.expectMessageClass(Raft.Recovered.class, PATIENCE);
  }

  void write(@Nullable HardState hardState, List<Entry> entries) {
    store.tell(new JournalStore.Persist(hardState, entries, front.getRef()));
    front.expectMessageClass(Journal.Stored.class, PATIENCE);
  }

  List<Entry> read(long fromIndex, int maxBytes) {
    store.tell(new JournalStore.Read(fromIndex, maxBytes, front.getRef()));
    return front.expectMessageClass(Journal.EntriesFound.class, PATIENCE).entries();
  }

  /// Reads the log from `fromIndex` on to `lastIndex`, a piece at a time.
  List<Entry> readAll(long fromIndex, long lastIndex, int maxBytes) {
    var log = new ArrayList<Entry>();
    for (long next = fromIndex; next <= lastIndex; next = log.getLast().index() + 1) {
      log.addAll(read(next, maxBytes));
    }
    return log;
  }

  /// Waits until the journal has stopped by itself, without having recovered or stored more.
  ///
  /// @return why, in a line
  String whyStopped() {
    String line = failure.receiveMessage(PATIENCE);
    raft.expectNoMessage(Duration.ZERO);
    front.expectNoMessage(Duration.ZERO);
    return line;
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  /// An entry whose data follow from its id, and do not compress.
  static Entry entry(long index, long term, int bytes) {
    byte[] data = new byte[bytes];
    new Random(index * 31 + term).nextBytes(data);
    return Entry.proposal(index, term, ByteString.copyFrom(data));
  }

  static List<Entry> entries(long first, long last, long term) {
    var entries = new ArrayList<Entry>();
    for (long i = first; i <= last; i++) {
      entries.add(entry(i, term, 100));
    }
    return entries;
  }
}
