package mvcc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened last in a store, once, for all who look at it: each remembers no more than the
/// revision it has come to. Bounded in bytes; what is older is read from the store ([Store#past]).
///
/// Any thread may read.
public final class EventLog {

  /// Hears what a commit made happen, on the thread that commits: it must be short.
  @FunctionalInterface
  public interface Listener {
    /// Revisions have been published and can be read here.
    void appended(List<Moment> moments);
  }

  private static final int FIRST_CAPACITY = 1024;

  private final long maxBytes;
  private Listener listener = _ -> {};

  /// A ring: revision `r` is at `r` modulo its length, which is a power of two.
  private @Nullable Moment[] ring = new @Nullable Moment[FIRST_CAPACITY];

  private long oldest;
  private long next;
  private long bytes;

  /// @param revision that of the store now
  EventLog(long maxBytes, long revision) {
    this.maxBytes = maxBytes;
    this.oldest = revision + 1;
    this.next = revision + 1;
  }

  /// From now on tells `listener`, in place of whoever was told before.
  ///
  /// @return the newest revision that it will not be told
  public synchronized long listen(Listener listener) {
    this.listener = listener;
    return next - 1;
  }

  /// The oldest revision that is here, or will be.
  public synchronized long oldest() {
    return oldest;
  }

  /// What happened from `from` to `to`, as far as the bounds let; null when its beginning is not
  /// here any more.
  ///
  /// @param to a revision that the listener has been told, not below `from`
  public synchronized Past.@Nullable Window read(long from, long to, Past.Bounds bounds) {
    if (from < oldest) {
      return null;
    }
    List<Moment> moments = new ArrayList<>();
    long read = 0;
    long end = Math.min(to, next - 1);
    for (long at = from; at <= end; at++) {
      Moment moment = ring[slot(at)];
      if (moment != null) {
        moments.add(moment);
        read += moment.bytes();
      }
      if (moments.size() >= bounds.revisions() || read >= bounds.bytes()) {
        return new Past.Window(from, at, moments);
      }
    }
    return new Past.Window(from, to, moments);
  }

  void append(List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    List<Moment> moments = Moment.of(changes);
    Listener told;
    synchronized (this) {
      moments.forEach(this::add);
      told = listener;
    }
    told.appended(moments);
  }

  private void add(Moment moment) {
    if (moment.revision() != next) {
      forgetBefore(next);
      oldest = moment.revision();
      next = moment.revision();
    }
    if (next - oldest == ring.length) {
      grow();
    }
    ring[slot(next)] = moment;
    next++;
    bytes += moment.bytes();
    while (bytes > maxBytes) {
      forgetBefore(oldest + 1);
    }
  }

  private void forgetBefore(long revision) {
    for (; oldest < revision; oldest++) {
      Moment gone = ring[slot(oldest)];
      bytes -= gone == null ? 0 : gone.bytes();
      ring[slot(oldest)] = null;
    }
  }

  private void grow() {
    @Nullable Moment[] old = ring;
    ring = new @Nullable Moment[2 * old.length];
    for (long at = oldest; at < next; at++) {
      ring[slot(at)] = old[(int) (at & (old.length - 1))];
    }
  }

  private int slot(long revision) {
    return (int) (revision & (ring.length - 1));
  }
}
