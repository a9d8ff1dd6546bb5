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
import org.jspecify.annotations.Nullable;

/// The events of a window, sorted by the watchers that await them. It ends with the window, or with
/// the revision by which there is enough to send.
final class Delivery {

  private final Ranges<Watcher> watchers;
  private final Predicate<Watcher> concerned;
  private final Map<Watcher, Share> shares = new LinkedHashMap<>();
  private long bytes;
  private long to;

  /// What goes to one watcher.
  ///
  /// @param events in their order; at least one
  record Share(Watcher watcher, List<Event> events) {

    /// The revision of the first event.
    long first() {
      return events.getFirst().getKv().getModRevision();
    }
  }

  private Delivery(Ranges<Watcher> watchers, Predicate<Watcher> concerned) {
    this.watchers = watchers;
    this.concerned = concerned;
  }

  /// Sorts a window.
  ///
  /// @param enough bytes of events after which no further revision is taken
  /// @param concerned which watchers the window is for
  static Delivery of(
      Past.Window window, Ranges<Watcher> watchers, long enough, Predicate<Watcher> concerned) {
    var delivery = new Delivery(watchers, concerned);
    for (var moment : window.moments()) {
      moment.events().forEach(delivery::add);
      if (delivery.bytes >= enough) {
        delivery.to = moment.revision();
        return delivery;
      }
    }
    delivery.to = window.to();
    return delivery;
  }

  private void add(Event event) {
    watchers.forEachAt(
        event.getKv().getKey(),
        watcher -> {
          if (watcher.awaits(event) && concerned.test(watcher)) {
            shares.computeIfAbsent(watcher, Delivery::nothingYet).events().add(event);
            bytes += Moment.bytes(event);
          }
        });
  }

  private static Share nothingYet(Watcher watcher) {
    return new Share(watcher, new ArrayList<>());
  }

  /// The last revision looked at.
  long to() {
    return to;
  }

  Collection<Share> shares() {
    return shares.values();
  }

  /// What goes to a watcher; null for nothing.
  @Nullable Share share(Watcher watcher) {
    return shares.get(watcher);
  }
}
