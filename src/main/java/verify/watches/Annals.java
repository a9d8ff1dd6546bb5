package verify.watches;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import mvccpb.Event;

/// All that happened to some keys, in order, each event with the pair before it: what every watcher
/// is held against. An event has a place, from 0.
public final class Annals {

  private record Moment(long revision, ByteString key) {}

  private final List<Event> events = new ArrayList<>();
  private final Map<Moment, Integer> places = new HashMap<>();
  private final TreeMap<Long, Long> compacted = new TreeMap<>();

  /// What all these accounts tell together; of two that differ, the earlier one.
  public static Annals of(Stream<Event> accounts) {
    var revisions = new TreeMap<Long, Map<ByteString, Event>>();
    accounts.forEach(
        event ->
            revisions
                .computeIfAbsent(event.getKv().getModRevision(), _ -> new LinkedHashMap<>())
                .merge(event.getKv().getKey(), event, Annals::fuller));
    var annals = new Annals();
    revisions.values().forEach(moment -> moment.values().forEach(annals::happened));
    return annals;
  }

  private static Event fuller(Event one, Event other) {
    return one.hasPrevKv() || !other.hasPrevKv()
        ? one
        : one.toBuilder().setPrevKv(other.getPrevKv()).build();
  }

  /// Adds what happened next.
  ///
  /// @throws IllegalArgumentException if that was before what happened last
  public void happened(Event event) {
    if (event.getKv().getModRevision() < lastRevision()) {
      throw new IllegalArgumentException("not in order: " + event);
    }
    places.putIfAbsent(moment(event), events.size());
    events.add(event);
  }

  /// At any time pairs from before the revision may be gone.
  public void compacted(long revision) {
    compacted(revision, Long.MIN_VALUE);
  }

  /// From some time on pairs from before the revision may be gone.
  ///
  /// @param nanos on the clock of those who are told what happened
  public void compacted(long revision, long nanos) {
    compacted.merge(revision, nanos, Math::min);
  }

  /// Whether the pairs of a revision may be gone by some time.
  public boolean isCompacted(long revision, long nanos) {
    return compacted.tailMap(revision, false).values().stream().anyMatch(since -> since <= nanos);
  }

  /// Of the last event; 0 if there is none.
  public long lastRevision() {
    return events.isEmpty() ? 0 : events.getLast().getKv().getModRevision();
  }

  public int size() {
    return events.size();
  }

  public Event event(int place) {
    return events.get(place);
  }

  /// In order.
  public Stream<Event> events() {
    return events.stream();
  }

  /// What happened to a key at a revision.
  public Stream<Event> at(long revision, ByteString key) {
    return Stream.ofNullable(places.get(new Moment(revision, key))).map(events::get);
  }

  /// All that happened at a revision.
  public Stream<Event> at(long revision) {
    return events.subList(firstFrom(revision), firstFrom(revision + 1)).stream();
  }

  /// The place of an event of that key and revision; -1 if there is none.
  public int place(Event event) {
    return places.getOrDefault(moment(event), -1);
  }

  /// The first place at or after a revision.
  public int firstFrom(long revision) {
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (events.get(middle).getKv().getModRevision() < revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Those events alone that pass, for a judge who looks no further.
  public Annals only(Predicate<Event> passes) {
    var some = new Annals();
    events.stream().filter(passes).forEach(some::happened);
    return some;
  }

  private static Moment moment(Event event) {
    return new Moment(event.getKv().getModRevision(), event.getKv().getKey());
  }
}
