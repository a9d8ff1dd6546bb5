package verify.leases;

import static verify.Promise.HANGS_BY_LAST_WORD;
import static verify.Promise.NEVER_WRONG;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mvccpb.Event;
import mvccpb.KeyValue;
import verify.Breach;
import verify.Promise;
import verify.watches.Annals;

/// Which lease a key hangs on: the one that it was put under last, none after a put without one,
/// and the one that it had after a put that keeps it. A put of which nobody was answered is held to
/// that too, if it happened; no two puts of a key have one value.
final class Words {

  private record Written(ByteString key, ByteString value) {}

  private final Annals annals;
  private final Map<Written, Event> puts = new HashMap<>();
  private final Consumer<Breach> breaches;

  /// @param annals of the keys of leases, which nobody deletes
  Words(Annals annals, Consumer<Breach> breaches) {
    this.annals = annals;
    this.breaches = breaches;
    annals
        .events()
        .filter(event -> event.getType() == Event.EventType.PUT)
        .forEach(event -> puts.put(written(event.getKv()), event));
  }

  private static Written written(KeyValue pair) {
    return new Written(pair.getKey(), pair.getValue());
  }

  /// Judges all puts that were meant for a lease, or for a key that may have had it.
  void judge(Life life) {
    life.deeds(Deed.Put.class).forEach(put -> judge(life, put));
  }

  private void judge(Life life, Deed.Put put) {
    Optional<Event> found = Optional.ofNullable(puts.get(new Written(put.key(), put.value())));
    boolean isLost =
        put.revision().isPresent()
            && found
                .filter(event -> event.getKv().getModRevision() == put.revision().getAsLong())
                .isEmpty();
    if (isLost) {
      breach(NEVER_WRONG, life.toString(), "was given a key that it does not have: " + put);
    }
    found.ifPresent(event -> judge(life, put, event));
  }

  private void judge(Life life, Deed.Put put, Event event) {
    long had = event.getPrevKv().getLease();
    long has = event.getKv().getLease();
    boolean isRight =
        switch (put) {
          case Deed.Attached _ -> has == life.id();
          case Deed.Detached _ -> has == 0;
          case Deed.Kept _ -> has == had && event.getPrevKv().getModRevision() != 0;
        };
    if (!isRight) {
      breach(
          HANGS_BY_LAST_WORD,
          life.toString(),
          "has %s under %x after %x: %s".formatted(name(put.key()), has, had, put));
    }
  }

  /// Judges what went: keys of one lease at once, and none without a lease.
  void judgeEnds() {
    var ends = new TreeMap<Long, List<Event>>();
    annals
        .events()
        .filter(event -> event.getType() == Event.EventType.DELETE)
        .forEach(event -> ends.merge(event.getKv().getModRevision(), List.of(event), Words::both));
    ends.forEach(
        (revision, gone) -> {
          var leases = new TreeSet<Long>();
          gone.forEach(event -> leases.add(event.getPrevKv().getLease()));
          if (leases.size() > 1 || leases.contains(0L)) {
            List<String> keys = gone.stream().map(event -> name(event.getKv().getKey())).toList();
            breach(
                HANGS_BY_LAST_WORD,
                "the end of a lease",
                "took at %d %s, which hung on %s (0 is none)".formatted(revision, keys, leases));
          }
        });
  }

  private static List<Event> both(List<Event> some, List<Event> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static String name(ByteString key) {
    return key.toStringUtf8();
  }

  private void breach(Promise promise, String who, String what) {
    breaches.accept(new Breach(promise, who, what));
  }
}
