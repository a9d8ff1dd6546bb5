package actors;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import raft.Entry;
import raft.EntryId;

/// Stands in for [JournalStore] on a simulated disk: the same messages, the same events and the same
/// checks of them, without Pekko Persistence and LevelDB below.
public final class SimulatedJournalStore {

  /// Where events go.
  public interface Disk {

    /// Writes an event behind the others; one at a time.
    ///
    /// @param durable run once it is durable; never if the write fails
    void write(JournalEvent event, Runnable durable);
  }

  private static final long INTERVAL_BYTES = 1 << 20;

  private final Disk disk;
  private final Consumer<List<Entry>> onDurable;
  private final JournalIndex index = new JournalIndex(INTERVAL_BYTES);
  private final List<Entry> log = new ArrayList<>();

  /// A store that goes on behind the events that were read back.
  ///
  /// @param onDurable hears what entries the disk holds from now on
  /// @throws JournalDamaged if the events are not what was written
  public SimulatedJournalStore(
      List<JournalEvent> events, Disk disk, Consumer<List<Entry>> onDurable) {
    this.disk = disk;
    this.onDurable = onDurable;
    events.forEach(this::append);
  }

  /// What the member starts with.
  ///
  /// @param lastApplied what its store has applied
  /// @param kept how many entries before the last applied one are kept in memory
  public Raft.Recovered recovered(long lastApplied, long kept) {
    var start = index.idAt(Math.max(0, Math.min(lastApplied, log.size() - kept)));
    return new Raft.Recovered(
        index.hardState(),
        start,
        index.termsUpTo(start.index()),
        List.copyOf(log.subList((int) start.index(), log.size())),
        lastApplied);
  }

  /// The log on disk.
  public List<Entry> log() {
    return log;
  }

  /// The last entry on disk.
  public EntryId last() {
    return index.last();
  }

  public void receive(JournalStore.Message message) {
    switch (message) {
      case JournalStore.Persist persist -> persist(persist);
      case JournalStore.Read read ->
          read.replyTo().tell(new Journal.EntriesFound(read(read.fromIndex(), read.maxBytes())));
      default -> throw new IllegalArgumentException("not for the disk: " + message);
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
    for (var i = (int) fromIndex - 1; i < log.size(); i++) {
      bytes += log.get(i).size();
      if (!found.isEmpty() && bytes > maxBytes) {
        break;
      }
      found.add(log.get(i));
    }
    return List.copyOf(found);
  }
}
