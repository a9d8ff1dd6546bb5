package watch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import mvcc.Moment;
import mvcc.Store;

/// All watchers of a member. Told of each commit, it marks the streams whose watchers the commit
/// concerns and wakes them; what happened they read themselves, from the log of the store.
///
/// Thread-safe.
public final class Hub {

  private final Store store;
  private final WatchLimits limits;
  private final Rereads rereads;
  private final LongAdder sent = new LongAdder();
  private final Ranges<Watcher> watchers = new Ranges<>();
  private final Set<Mark> streams = new LinkedHashSet<>();

  /// Streams have been marked for all up to this revision.
  private long marked;

  /// How far the store has come, and since when a stream has not looked.
  ///
  /// @param newest the newest revision that can be looked at
  /// @param first the first one that concerns the stream; [Mark#NONE] if none does
  record Due(long newest, long first) {}

  /// @param readers where the store is read for streams that have fallen out of the log
  public Hub(Store store, WatchLimits limits, Executor readers) {
    this.store = store;
    this.limits = limits;
    this.rereads = new Rereads(store, limits, readers);
    synchronized (this) {
      this.marked = store.events().listen(this::appended);
    }
  }

  Store store() {
    return store;
  }

  WatchLimits limits() {
    return limits;
  }

  Rereads rereads() {
    return rereads;
  }

  synchronized void open(Mark stream) {
    streams.add(stream);
  }

  synchronized void close(Mark stream) {
    streams.remove(stream);
  }

  /// From now on marks the stream of a watcher for what concerns it.
  ///
  /// @return the newest revision for which it is not marked
  synchronized long add(Watcher watcher) {
    watchers.add(watcher.keys, watcher);
    return marked;
  }

  synchronized void remove(Watcher watcher) {
    watchers.remove(watcher.keys, watcher);
  }

  /// Takes the mark of a stream. What happens later marks it anew and wakes it.
  synchronized Due take(Mark stream) {
    return new Due(marked, stream.take());
  }

  private void appended(List<Moment> moments) {
    List<Mark> woken = new ArrayList<>();
    synchronized (this) {
      if (moments.getFirst().revision() != marked + 1) {
        // The store has leapt, as with a snapshot of another member: nobody knows over what.
        streams.forEach(stream -> mark(stream, marked + 1, woken));
      }
      if (!watchers.isEmpty()) {
        moments.forEach(moment -> mark(moment, woken));
      }
      marked = moments.getLast().revision();
    }
    woken.forEach(Mark::wake);
  }

  private void mark(Moment moment, List<Mark> woken) {
    for (var event : moment.events()) {
      watchers.forEachAt(
          event.getKv().getKey(), watcher -> mark(watcher.stream, moment.revision(), woken));
    }
  }

  private static void mark(Mark stream, long revision, List<Mark> woken) {
    if (stream.set(revision)) {
      woken.add(stream);
    }
  }

  void sent(int events) {
    sent.add(events);
  }

  /// Events sent to clients since the start.
  public long eventsSent() {
    return sent.sum();
  }

  /// Streams that are open.
  public synchronized long streams() {
    return streams.size();
  }

  /// Watchers of all streams.
  public long watchers() {
    return sum(stream -> stream.watchers());
  }

  /// Watchers that do not keep up with the store.
  public long lateWatchers() {
    return sum(stream -> stream.late());
  }

  /// Revisions that streams have still to look at, counted for each stream.
  public synchronized long backlog() {
    return sum(this::backlog);
  }

  /// Revisions that the stream farthest behind has still to look at.
  public synchronized long farthest() {
    return streams.stream().mapToLong(stream -> backlog(stream.standing())).max().orElse(0);
  }

  private long backlog(Mark.Standing stream) {
    return stream.from() > marked ? 0 : marked - stream.from() + 1;
  }

  private synchronized long sum(ToLongFunction<Mark.Standing> count) {
    return streams.stream().map(Mark::standing).mapToLong(count).sum();
  }
}
