package verify.leases;

import static verify.Promise.ENDS;
import static verify.Promise.ENDS_FOR_GOOD;
import static verify.Promise.NOT_ENDED_EARLY;
import static verify.Promise.NO_SHORTER;
import static verify.Promise.SAID_TO_BE_GONE;
import static verify.Promise.TAKES_ITS_KEYS;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import mvccpb.Event;
import mvccpb.KeyValue;
import verify.Breach;
import verify.Promise;
import verify.watches.Annals;

/// Holds what was said of leases against what happened to their keys.
///
/// A key is seen to be gone some time after it went: who sees it before its time has come sees a
/// promise broken, on any machine. That it went too late is not judged until the very end, since
/// each new leader may add to the life of a lease.
public final class LeaseJudge {

  private final Annals annals;
  private final LongUnaryOperator seenAt;
  private final Consumer<Breach> breaches;

  /// @param annals of the keys of leases, until all leases should have ended
  /// @param seenAt when anybody first heard of a revision, on the clock of the leases' clients; the
  ///   largest number if nobody did
  public LeaseJudge(Annals annals, LongUnaryOperator seenAt, Consumer<Breach> breaches) {
    this.annals = annals;
    this.seenAt = seenAt;
    this.breaches = breaches;
  }

  /// Judges all leases that the keys were ever put under.
  public void judge(List<Life> lives) {
    Words words = new Words(annals, breaches);
    lives.forEach(words::judge);
    words.judgeEnds();
    lives.forEach(this::judge);
  }

  private void judge(Life life) {
    List<Long> ends =
        annals
            .events()
            .filter(event -> isEndOf(life, event))
            .map(event -> event.getKv().getModRevision())
            .distinct()
            .toList();
    if (ends.size() > 1) {
      breach(TAKES_ITS_KEYS, life, "took its keys in several revisions: " + ends);
    }
    left(life, ends.isEmpty() ? Long.MAX_VALUE : ends.getLast());
    given(life, ends.isEmpty() ? Long.MAX_VALUE : ends.getFirst());
    long gone = ends.isEmpty() ? Long.MAX_VALUE : seenAt.applyAsLong(ends.getFirst());
    notEarly(life, gone, "its keys were gone");
    life.deeds(Deed.Missed.class)
        .forEach(missed -> notEarly(life, missed.heard(), "it was said not to be there"));
    forGood(life, gone);
    revoked(life);
    renewals(life);
  }

  private static boolean isEndOf(Life life, Event event) {
    return event.getType() == Event.EventType.DELETE && event.getPrevKv().getLease() == life.id();
  }

  /// Keys that were under it when it ended and stayed, or outlived its time.
  private void left(Life life, long end) {
    for (KeyValue pair : held(life, end)) {
      String key = pair.getKey().toStringUtf8();
      if (end == Long.MAX_VALUE) {
        breach(ENDS, life, "should have ended and still has " + key);
      } else {
        breach(
            TAKES_ITS_KEYS,
            life,
            "ended at %d and has %s, put at %d".formatted(end, key, pair.getModRevision()));
      }
    }
  }

  /// Keys that came under it after its end.
  private void given(Life life, long end) {
    long over = Math.min(end, revocations(life).min().orElse(Long.MAX_VALUE));
    annals
        .events()
        .map(Event::getKv)
        .filter(pair -> pair.getLease() == life.id() && pair.getModRevision() > over)
        .forEach(
            pair ->
                breach(
                    TAKES_ITS_KEYS,
                    life,
                    "ended by %d and was given %s at %d"
                        .formatted(over, pair.getKey().toStringUtf8(), pair.getModRevision())));
  }

  /// By which revisions it was said to be revoked.
  private static LongStream revocations(Life life) {
    return life.deeds(Deed.Revoked.class).flatMapToLong(revoked -> revoked.revision().stream());
  }

  /// The pairs that are under it at a revision.
  private List<KeyValue> held(Life life, long revision) {
    var last = new HashMap<ByteString, KeyValue>();
    annals
        .events()
        .map(Event::getKv)
        .takeWhile(pair -> pair.getModRevision() <= revision)
        .forEach(pair -> last.put(pair.getKey(), pair));
    return last.values().stream()
        .filter(pair -> pair.getLease() == life.id())
        .sorted(Comparator.comparingLong(KeyValue::getModRevision))
        .toList();
  }

  private void notEarly(Life life, long nanos, String what) {
    if (life.isToEndBefore(nanos)) {
      return;
    }
    life.deeds(Deed.Promised.class)
        .filter(promised -> promised.sent() < nanos)
        .mapToLong(promised -> promised.sent() + promised.lives().toNanos())
        .max()
        .ifPresent(
            due -> {
              if (nanos < due) {
                long early = Duration.ofNanos(due - nanos).toMillis();
                breach(NOT_ENDED_EARLY, life, what + " " + early + " ms before its time");
              }
            });
  }

  /// When its end was known.
  ///
  /// @param gone when its keys were seen to be gone
  private static long ended(Life life, long gone) {
    return Math.min(
        gone,
        life.deeds(Deed.Revoked.class)
            .filter(revoked -> revoked.revision().isPresent())
            .mapToLong(Deed.Revoked::heard)
            .min()
            .orElse(Long.MAX_VALUE));
  }

  /// @param gone when its keys were seen to be gone
  private void forGood(Life life, long gone) {
    long ended = ended(life, gone);
    life.deeds(Deed.Promised.class)
        .filter(promised -> promised.sent() > ended)
        .forEach(promised -> breach(ENDS_FOR_GOOD, life, "had ended and was renewed: " + promised));
  }

  /// A stream of renewals outlives a lease: a member may go, but it says nothing of the lease then,
  /// and never that all is well.
  private void renewals(Life life) {
    life.deeds(Deed.Granted.class)
        .filter(granted -> granted.lives().compareTo(granted.asked()) < 0)
        .forEach(granted -> breach(NO_SHORTER, life, "is shorter than asked: " + granted));
    life.deeds(Deed.CutOff.class)
        .filter(cut -> cut.status().equals("NOT_FOUND") || cut.status().equals("OK"))
        .forEach(cut -> breach(SAID_TO_BE_GONE, life, "ended a stream of renewals: " + cut));
  }

  private void revoked(Life life) {
    revocations(life)
        .forEach(
            revision ->
                held(life, revision)
                    .forEach(
                        pair ->
                            breach(
                                TAKES_ITS_KEYS,
                                life,
                                "was revoked by %d and has %s"
                                    .formatted(revision, pair.getKey().toStringUtf8()))));
  }

  private void breach(Promise promise, Life life, String what) {
    breaches.accept(new Breach(promise, life.toString(), what));
  }
}
