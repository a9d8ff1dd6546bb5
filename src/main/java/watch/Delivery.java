package watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import mvcc.Moment;
import mvcc.Past;
import mvccpb.Event;
import org.jspecify.annotations.Nullable;

/// The events of a window, sorted by the watchers that await them; the watchers are taken from it
/// one by one. It ends with the window, or with the revision by which there is enough to send.
final class Delivery {

  /// Of most windows a watcher gets one event.
  private static final int FEW = 2;

  /// About what a watcher takes here beside its events, and what one of them does that others have
  /// too.
  private static final long SHARE_BYTES = 120;

  private static final long REFERENCE_BYTES = 8;

  private final Ranges<Watcher> watchers;
  private final Predicate<Watcher> concerned;
  private final long most;
  private final SequencedMap<Watcher, Share> shares = new LinkedHashMap<>();

  /// Of all responses together.
  private long bytes;

  /// Of memory, in which an event is there once for all.
  private long held;

  private long to;
  private boolean complete = true;

  /// What goes to one watcher.
  ///
  /// @param events in their order; at least one
  record Share(Watcher watcher, List<Event> events) {

    /// Memory taken by the events.
    long bytes() {
      long bytes = 0;
      for (var event : events) {
        bytes += Moment.bytes(event);
      }
      return bytes;
    }
  }

  private Delivery(Ranges<Watcher> watchers, Predicate<Watcher> concerned, long most) {
    this.watchers = watchers;
    this.concerned = concerned;
    this.most = most;
  }

  /// There is nothing in it.
  static Delivery ofNothing() {
    return new Delivery(new Ranges<>(), _ -> false, 0);
  }

  /// Sorts a window for all that it concerns.
  ///
  /// @param enough bytes of memory after which no further revision is taken
  static Delivery of(Past.Window window, Ranges<Watcher> watchers, long enough) {
    Delivery sorted = new Delivery(watchers, _ -> true, Long.MAX_VALUE);
    sorted.sort(window, () -> sorted.held >= enough);
    return sorted;
  }

  /// Sorts a window for some: as soon as there is enough to send, only those who have a share of it
  /// already get more. What many wait for is so not sorted for all of them each time that a few can
  /// be sent theirs.
  ///
  /// @param enough bytes of events after which no further watcher is taken, nor revision
  /// @param concerned which watchers the window is for
  static Delivery ofSome(
      Past.Window window, Ranges<Watcher> watchers, long enough, Predicate<Watcher> concerned) {
    Delivery sorted = new Delivery(watchers, concerned, enough);
    sorted.sort(window, () -> sorted.bytes >= enough);
    return sorted;
  }

  private void sort(Past.Window window, BooleanSupplier isEnough) {
    for (var moment : window.moments()) {
      long before = bytes;
      moment.events().forEach(this::add);
      held += bytes > before ? moment.bytes() : 0;
      if (isEnough.getAsBoolean()) {
        to = moment.revision();
        return;
      }
    }
    to = window.to();
  }

  private void add(Event event) {
    watchers.forEachAt(
        event.getKv().getKey(),
        watcher -> {
          if (watcher.awaits(event) && concerned.test(watcher)) {
            add(event, watcher);
          }
        });
  }

  private void add(Event event, Watcher watcher) {
    var share = shares.get(watcher);
    if (share == null) {
      if (bytes >= most) {
        complete = false;
        return;
      }
      share = new Share(watcher, new ArrayList<>(FEW));
      shares.put(watcher, share);
      held += SHARE_BYTES;
    }
    share.events.add(event);
    held += REFERENCE_BYTES;
    bytes += Moment.bytes(event);
  }

  /// The last revision looked at.
  long to() {
    return to;
  }

  /// Whether those without a share await nothing up to there.
  boolean isComplete() {
    return complete;
  }

  boolean isEmpty() {
    return shares.isEmpty();
  }

  /// Takes out what goes to the next watcher; null if all have been taken.
  @Nullable Share next() {
    var entry = shares.pollFirstEntry();
    return entry == null ? null : entry.getValue();
  }

  /// Takes out what goes to a watcher that is no more.
  void remove(Watcher watcher) {
    shares.remove(watcher);
  }
}
