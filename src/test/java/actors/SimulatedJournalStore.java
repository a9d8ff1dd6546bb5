package actors;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import raft.Entry;

/// Stands in for [JournalStore] on a simulated disk: the same messages, the same events and the
/// same checks of them, without Pekko Persistence and LevelDB below.
public final class SimulatedJournalStore {

  /// Where events go.
  public interface Disk {

    /// Writes an event behind the others; one at a time.
    ///
    /// @param durable run once it is durable; never if the write fails
    void write(JournalEvent event, Runnable durable);
  }

  private final Disk disk;
  private final Consumer<List<Entry>> onDurable;
  private final JournalIndex index;
  private final List<Entry> log = new ArrayList<>();

  /// A store that goes on behind the events that were read back.
  ///
  /// @param indexInterval bytes of log between two points of the index
  /// @param onDurable hears what entries the disk holds from now on
  /// @throws JournalDamaged if the events are not what was written
  public SimulatedJournalStore(
      List<JournalEvent> events, long indexInterval, Disk disk, Consumer<List<Entry>> onDurable) {
    this.index = new JournalIndex(indexInterval);
    this.disk = disk;
    this.onDurable = onDurable;
    events.forEach(this::append);
  }

  /// What the member starts with.
  ///
  /// @param lastApplied what its store has applied
  /// @param tailBytes bytes of log kept in memory beside what is not yet applied
  /// @throws JournalDamaged if the store has applied more than the log has
  public Raft.Recovered recovered(long lastApplied, long tailBytes) {
    if (lastApplied > log.size()) {
      throw new JournalDamaged(
          "the store has applied entry " + lastApplied + ", the log ends at " + index.last());
    }
    var tail = index.tail(lastApplied, tailBytes);
    var start = index.idAt(tail.isEmpty() ? 0 : tail.getFirst().firstIndex() - 1);
    return new Raft.Recovered(
        index.hardState(),
        start,
        index.termsUpTo(start.index()),
        List.copyOf(log.subList((int) start.index(), log.size())),
        lastApplied);
  }

  public void receive(JournalStore.Message message) {
    switch (message) {
      case JournalStore.Persist persist -> persist(persist);
      case JournalStore.Read read ->
          read.replyTo().tell(new Journal.EntriesFound(read(read.fromIndex(), read.maxBytes())));
      case JournalStore.Message other ->
          throw new IllegalArgumentException("not for the disk: " + other);
    }
  }

  private void persist(JournalStore.Persist persist) {
    var event = index.next(persist.hardState(), persist.entries());
    disk.write(
        event,
        () -> {
          append(event);
          onDurable.accept(event.entries());
          persist.replyTo().tell(new Journal.Stored());
        });
  }

  private void append(JournalEvent event) {
    index.append(event);
    if (!event.entries().isEmpty()) {
      log.subList((int) event.previous().index(), log.size()).clear();
      log.addAll(event.entries());
    }
  }

  private List<Entry> read(long fromIndex, int maxBytes) {
    var found = new ArrayList<Entry>();
    long bytes = 0;
    for (var i = (int) fromIndex - 1; i < index.segmentOf(fromIndex).lastIndex(); i++) {
      bytes += log.get(i).size();
      if (!found.isEmpty() && bytes > maxBytes) {
        break;
      }
      found.add(log.get(i));
    }
    return List.copyOf(found);
  }
}
