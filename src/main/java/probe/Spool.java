package probe;

import etcdserverpb.WatchResponse;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import mvccpb.Event;
import verify.watches.Tape;

/// What all watchers were told, in bounded memory: an event that many were told is kept once, and
/// when there are enough of them nobody watches any longer.
final class Spool {

  /// How a watcher's time on a stream ended.
  enum End {
    /// The client went away.
    LEFT,
    /// The member, the connection or silence ended it.
    BROKEN,
    /// A compaction was faster.
    OVERTAKEN
  }

  private final long limit;
  private final AtomicLong events = new AtomicLong();
  private final Map<Event, Event> once = new ConcurrentHashMap<>();
  private final Queue<Tape> tapes = new ConcurrentLinkedQueue<>();
  private final Map<End, AtomicInteger> ends = new ConcurrentHashMap<>();

  /// @param limit of events, told to whomever
  Spool(long limit) {
    this.limit = limit;
  }

  boolean isFull() {
    return events.get() >= limit;
  }

  /// The same message, of events that are kept once.
  WatchResponse take(WatchResponse response) {
    if (response.getEventsCount() == 0) {
      return response;
    }
    events.addAndGet(response.getEventsCount());
    return response.toBuilder()
        .clearEvents()
        .addAllEvents(response.getEventsList().stream().map(this::once).toList())
        .build();
  }

  private Event once(Event event) {
    Event known = once.putIfAbsent(event, event);
    return known == null ? event : known;
  }

  /// All that anybody was told of, in no order.
  Stream<Event> happened() {
    return once.keySet().stream();
  }

  void keep(Tape tape, End end) {
    tapes.add(tape);
    ends.computeIfAbsent(end, _ -> new AtomicInteger()).incrementAndGet();
  }

  List<Tape> tapes() {
    return List.copyOf(tapes);
  }

  long events() {
    return events.get();
  }

  int ended(End end) {
    AtomicInteger count = ends.get(end);
    return count == null ? 0 : count.get();
  }
}
