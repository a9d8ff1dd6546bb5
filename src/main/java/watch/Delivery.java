package watch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import mvcc.Moment;
import mvcc.Past;
import mvccpb.Event;

/// The events of a window, sorted by the watchers that await them. It ends with the window, or with
/// the revision by which there is enough to send.
final class Delivery {

  /// Of most windows a watcher gets one event.
  private static final int FEW = 2;

  private final Ranges<Watcher> watchers;
  private final Predicate<Watcher> concerned;
  private final long most;
  private final Map<Watcher, Share> shares = new LinkedHashMap<>();
  private long bytes;
  private long to;
  private boolean complete = true;

  /// What goes to one watcher.
  ///
  /// @param events in their order; at least one
  record Share(Watcher watcher, List<Event> events) {

    /// The revision of the first event.
    long first() {
      return events.getFirst().getKv().getModRevision();
    }

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

  /// Sorts a window for all that it concerns.
  ///
  /// @param enough bytes of events after which no further revision is taken
  /// @param concerned which watchers the window is for
  static Delivery of(
      Past.Window window, Ranges<Watcher> watchers, long enough, Predicate<Watcher> concerned) {
    return new Delivery(watchers, concerned, Long.MAX_VALUE).sort(window, enough);
  }

  /// Sorts a window for some: as soon as there is enough to send, only those who have a share of it
  /// already get more. What many wait for is so not sorted for all of them each time that a few can
  /// be sent theirs.
  ///
  /// @param enough bytes of events after which no further watcher is taken, nor revision
  /// @param concerned which watchers the window is for
  static Delivery ofSome(
      Past.Window window, Ranges<Watcher> watchers, long enough, Predicate<Watcher> concerned) {
    return new Delivery(watchers, concerned, enough).sort(window, enough);
  }

  private Delivery sort(Past.Window window, long enough) {
    for (var moment : window.moments()) {
      moment.events().forEach(this::add);
      if (bytes >= enough) {
        to = moment.revision();
        return this;
      }
    }
    to = window.to();
    return this;
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
    }
    share.events.add(event);
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

  Collection<Share> shares() {
    return shares.values();
  }
}
