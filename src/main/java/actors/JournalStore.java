package actors;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.EntryId;
import raft.HardState;

/// Keeps the log, the term and the vote on disk, one event for each write of [Journal].
///
/// Whatever goes wrong with the disk stops this actor: after a write that failed or timed out
/// nobody knows what the disk holds. Whoever starts it watches it, stops the whole member when it
/// ends, and logs [JournalDamaged#explain] of the cause; the next start reads what is there.
public final class JournalStore
    extends EventSourcedBehavior<JournalStore.Message, JournalEvent, JournalIndex> {

  static final String PERSISTENCE_ID = "raft-log";

  private static final int SNAPSHOTS_KEPT = 2;

  public sealed interface Message permits Persist, Read, TailFound {}

  /// Makes the changes durable together, then tells [Journal.Stored].
  ///
  /// @param hardState the term and vote to keep; null if unchanged
  /// @param entries contiguous; they replace any suffix from their first index on
  public record Persist(
      @Nullable HardState hardState, List<Entry> entries, ActorRef<Journal.Message> replyTo)
      implements Message {}

  /// Reads entries back; answered by [Journal.EntriesFound].
  ///
  /// @param fromIndex the first entry wanted, durable here
  /// @param maxBytes stop once this much is read; at least one entry is
  public record Read(long fromIndex, int maxBytes, ActorRef<Journal.Message> replyTo)
      implements Message {}

  /// The end of the log, read at the start.
  private record TailFound(List<Entry> entries) implements Message {}

  /// Hears of writes. Called on the journal's thread: must not block.
  public interface Watcher {

    /// Nobody asks.
    Watcher NONE = (_, _) -> {};

    /// A write is durable.
    ///
    /// @param bytes the size of its entries
    /// @param nanos how long it took, in nanoseconds
    void written(long bytes, long nanos);
  }

  private final JournalSettings settings;
  private final long lastApplied;
  private final ActorRef<Raft.Message> raft;
  private final ActorRef<JournalReader.Message> reader;
  private final ActorContext<Message> context;
  private final DiskGuard guard;
  private final Watcher watcher;
  private final JournalDeadline deadline;

  private JournalStore(
      ActorContext<Message> context,
      JournalSettings settings,
      long lastApplied,
      ActorRef<Raft.Message> raft,
      Watcher watcher) {
    super(PersistenceId.ofUniqueId(PERSISTENCE_ID));
    this.context = context;
    this.settings = settings;
    this.lastApplied = lastApplied;
    this.raft = raft;
    this.watcher = watcher;
    this.reader = context.spawn(JournalReader.create(settings.readWindow()), "reader");
    this.deadline = new JournalDeadline(settings.writeTimeout());
    this.guard = DiskGuard.of(settings.directory(), settings.diskFloor());
  }

  /// Reads the journal back, tells the Raft actor [Raft.Recovered], then serves writes.
  ///
  /// Fails with [JournalDamaged] if the journal is not what was written.
  ///
  /// @param lastApplied the index of the last entry that the state store has applied
  public static Behavior<Message> create(
      JournalSettings settings, long lastApplied, ActorRef<Raft.Message> raft, Watcher watcher) {
    return Behaviors.setup(
        context -> {
          JournalFiles.prepare(settings.directory());
          var store = new JournalStore(context, settings, lastApplied, raft, watcher);
          context.watch(store.reader);
          context.watch(context.spawn(store.deadline.watch().unsafeCast(), "deadline"));
          // A plugin that cannot open its files dies and would leave recovery to time out.
          context.watch(Adapter.toTyped(JournalReader.plugin(context)));
          return store.unpublished();
        });
  }

  /// This behavior without a copy of each event going to subscribers all over the system: there are
  /// none, and it would wake a thread each time. The Java API lacks the switch, and Java does not
  /// see that the Scala trait is a behavior.
  @SuppressWarnings("unchecked")
  private Behavior<Message> unpublished() {
    return (Behavior<Message>) (Object) createEventSourcedBehavior().withEventPublishing(false);
  }

  @Override
  public JournalIndex emptyState() {
    return new JournalIndex(settings.indexInterval());
  }

  @Override
  public CommandHandler<Message, JournalEvent, JournalIndex> commandHandler() {
    return (index, message) ->
        switch (message) {
          case Persist persist -> onPersist(index, persist);
          case Read read -> onRead(index, read);
          case TailFound tail -> onTailFound(index, tail.entries());
        };
  }

  private Effect<JournalEvent, JournalIndex> onPersist(JournalIndex index, Persist persist) {
    long bytes = sizeOf(persist.entries());
    if (!guard.admits(bytes)) {
      throw new IllegalStateException(
          "less than " + settings.diskFloor() + " bytes are free for " + settings.directory());
    }
    JournalEvent event = index.next(persist.hardState(), persist.entries());
    deadline.start();
    long began = System.nanoTime();
    return Effect()
        .persist(event)
        .thenRun(
            () -> {
              deadline.end();
              watcher.written(bytes, System.nanoTime() - began);
              persist.replyTo().tell(new Journal.Stored());
            });
  }

  private static long sizeOf(List<Entry> entries) {
    long size = 0;
    for (Entry entry : entries) {
      size += entry.size();
    }
    return size;
  }

  private Effect<JournalEvent, JournalIndex> onRead(JournalIndex index, Read read) {
    reader.tell(
        new JournalReader.Fetch(
            List.of(index.segmentOf(read.fromIndex())),
            read.fromIndex(),
            read.maxBytes(),
            read.replyTo()));
    return Effect().none();
  }

  private Effect<JournalEvent, JournalIndex> onTailFound(JournalIndex index, List<Entry> entries) {
    EntryId end = entries.isEmpty() ? EntryId.ZERO : entries.getLast().id();
    if (!end.equals(index.last())) {
      throw new JournalDamaged("the log ends at " + end + " and should at " + index.last());
    }
    tellRecovered(index, entries);
    return Effect().none();
  }

  private void tellRecovered(JournalIndex index, List<Entry> entries) {
    EntryId start = entries.isEmpty() ? index.last() : index.idAt(entries.getFirst().index() - 1);
    raft.tell(
        new Raft.Recovered(
            index.hardState(), start, index.termsUpTo(start.index()), entries, lastApplied));
  }

  @Override
  public EventHandler<JournalIndex, JournalEvent> eventHandler() {
    return (index, event) -> {
      index.append(event);
      return index;
    };
  }

  @Override
  public SignalHandler<JournalIndex> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecoveryCompleted)
        .onSignal(ChildFailed.class, (index, failed) -> onChildFailed(failed))
        .build();
  }

  /// The events are read; what they promise is checked against what is outside of them.
  private void onRecoveryCompleted(JournalIndex index) {
    long written = lastSequenceNumber(context);
    if (written != index.number()) {
      throw new JournalDamaged(
          written + " events were written, the last one there is " + index.number());
    }
    if (lastApplied > index.last().index()) {
      throw new JournalDamaged(
          "the store has applied entry " + lastApplied + ", the log ends at " + index.last());
    }
    List<JournalIndex.Segment> tail = index.tail(lastApplied, settings.tailBytes());
    if (tail.isEmpty()) {
      tellRecovered(index, List.of());
      return;
    }
    reader.tell(
        new JournalReader.Fetch(
            tail,
            tail.getFirst().firstIndex(),
            Long.MAX_VALUE,
            context.messageAdapter(
                Journal.EntriesFound.class, found -> new TailFound(found.entries()))));
  }

  private static void onChildFailed(ChildFailed failed) {
    throw failed.getCause() instanceof RuntimeException e
        ? e
        : new IllegalStateException(failed.getCause());
  }

  @Override
  public boolean shouldSnapshot(JournalIndex index, JournalEvent event, long sequenceNr) {
    return index.isSnapshotDue(settings.snapshotBytes());
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(settings.snapshotEvents(), SNAPSHOTS_KEPT);
  }

  @Override
  public SnapshotAdapter<JournalIndex> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(JournalIndex index) {
        return index.snapshot();
      }

      @Override
      public JournalIndex fromJournal(Object from) {
        return JournalIndex.restore((JournalSnapshot) from, settings.indexInterval());
      }
    };
  }
}
