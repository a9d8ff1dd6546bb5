package verify.watches;

import static verify.Promise.ATOMIC;
import static verify.Promise.BOOKMARKABLE;
import static verify.Promise.CREATION;
import static verify.Promise.FILTERED;
import static verify.Promise.NEVER_BACK;
import static verify.Promise.NEVER_WRONG;
import static verify.Promise.ORDERED;
import static verify.Promise.PREVIOUS;
import static verify.Promise.RELIABLE;
import static verify.Promise.RESUMABLE;
import static verify.Promise.UNIQUE;

import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchResponse;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import mvccpb.Event;
import mvccpb.KeyValue;
import verify.Breach;
import verify.Promise;

/// What one watcher is told, message by message, held against what has happened by then.
public final class WatcherJudge {

  private final String who;
  private final Annals annals;
  private final Consumer<Breach> breaches;
  private final Interest interest;

  private final BitSet told = new BitSet();

  /// Places of events that were told, or whose lack was a breach already.
  private final BitSet settled = new BitSet();

  /// Below this place all is settled, or none of its interest.
  private int settledTo;

  private final Set<Long> toBeWhole = new TreeSet<>();
  private int firstTold = Integer.MAX_VALUE;
  private int lastTold = -1;
  private long lastRevision;
  private long progress;
  private boolean inParts;

  /// @param createdAt the revision that the answer to its creation names
  public WatcherJudge(
      String who,
      Annals annals,
      WatchCreateRequest request,
      long createdAt,
      Consumer<Breach> breaches) {
    this.who = who;
    this.annals = annals;
    this.breaches = breaches;
    this.interest = Interest.of(request, createdAt);
    this.settledTo = annals.firstFrom(interest.start());
  }

  /// A message with events, now.
  public void told(WatchResponse response) {
    told(Long.MAX_VALUE, response);
  }

  /// A message with events.
  ///
  /// @param nanos when it was heard
  public void told(long nanos, WatchResponse response) {
    long first = response.getEvents(0).getKv().getModRevision();
    if (!inParts && first == lastRevision) {
      breach(ATOMIC, "was told of revision " + first + " in two messages");
    }
    if (response.getFragment() && !interest.request().getFragment()) {
      breach(ATOMIC, "was told in parts and had not asked for it");
    }
    response.getEventsList().forEach(event -> told(nanos, event));
    inParts = response.getFragment();
    if (!inParts) {
      toBeWhole.forEach(this::mustBeWhole);
      toBeWhole.clear();
    }
    long said = response.getHeader().getRevision();
    if (said < lastRevision) {
      breach(NEVER_WRONG, "was told of revision " + lastRevision + " in a store at " + said);
    }
  }

  private void told(long nanos, Event event) {
    long revision = event.getKv().getModRevision();
    int place = annals.place(event);
    if (place < 0) {
      breach(NEVER_WRONG, "was told what never happened: " + brief(event));
      return;
    }
    if (!interest.concerns(event)) {
      breach(FILTERED, "had not asked for " + brief(event));
    } else if (revision < interest.start()) {
      breach(NEVER_BACK, "began at " + interest.start() + " and was told " + brief(event));
    } else if (revision <= progress) {
      breach(BOOKMARKABLE, "was told after progress to " + progress + ": " + brief(event));
    } else if (told.get(place)) {
      breach(UNIQUE, "was told twice: " + brief(event));
    } else if (place < lastTold) {
      breach(ORDERED, "was told " + brief(event) + " after " + brief(annals.event(lastTold)));
    }
    compare(nanos, event, annals.event(place));
    told.set(place);
    settled.set(place);
    toBeWhole.add(revision);
    firstTold = Math.min(firstTold, place);
    lastTold = Math.max(lastTold, place);
    lastRevision = Math.max(lastRevision, revision);
  }

  private void compare(long nanos, Event told, Event real) {
    KeyValue pair = told.getKv();
    if (pair.getCreateRevision() != real.getKv().getCreateRevision()
        || pair.getVersion() != real.getKv().getVersion()) {
      breach(CREATION, "was told " + brief(told) + " which was " + brief(real));
    } else if (told.getType() != real.getType() || !pair.equals(real.getKv())) {
      breach(NEVER_WRONG, "was told " + brief(told) + " which was " + brief(real));
    }
    boolean mayLack =
        !interest.request().getPrevKv() || annals.isCompacted(pair.getModRevision() - 1, nanos);
    boolean mayHave = interest.request().getPrevKv();
    boolean isRight =
        told.hasPrevKv() ? mayHave && told.getPrevKv().equals(real.getPrevKv()) : mayLack;
    if (!isRight && (told.hasPrevKv() || real.hasPrevKv())) {
      breach(
          PREVIOUS,
          "was told %s after %s which was after %s"
              .formatted(brief(told), brief(told.getPrevKv()), brief(real.getPrevKv())));
    }
  }

  private void mustBeWhole(long revision) {
    for (int place = annals.firstFrom(revision); isAt(place, revision); place++) {
      if (isMissing(place)) {
        breach(ATOMIC, "was told of revision " + revision + " but " + brief(annals.event(place)));
        settled.set(place);
      }
    }
  }

  private boolean isAt(int place, long revision) {
    return place < annals.size() && annals.event(place).getKv().getModRevision() == revision;
  }

  private boolean isMissing(int place) {
    return !settled.get(place) && interest.wants(annals.event(place));
  }

  /// It was told to have been told all up to a revision. Who goes on after that must not go on
  /// before where it was to begin.
  public void progressed(long revision) {
    if (revision < progress) {
      breach(BOOKMARKABLE, "progressed to " + revision + " after " + progress);
    }
    long start = interest.request().getStartRevision();
    if (revision + 1 < start) {
      breach(BOOKMARKABLE, "begins at " + start + " and progressed to " + revision);
    }
    progress = Math.max(progress, revision);
    mustHaveAllTo(revision, BOOKMARKABLE, BOOKMARKABLE);
  }

  /// It was ended because what it was to be told next is compacted.
  public void overtaken(long compactRevision) {
    long next = Math.max(interest.start(), lastRevision + 1);
    if (next >= compactRevision) {
      breach(RESUMABLE, "was ended by a compaction of " + compactRevision + " before " + next);
    }
  }

  /// All up to a revision must have been told by now.
  public void mustHaveAllTo(long revision) {
    mustHaveAllTo(revision, RESUMABLE, RELIABLE);
  }

  /// The stream is over: what was told has no gap.
  public void ended() {
    mustHaveAllTo(inParts ? lastRevision - 1 : lastRevision);
  }

  private void mustHaveAllTo(long revision, Promise atFirst, Promise later) {
    while (settledTo < annals.size()
        && annals.event(settledTo).getKv().getModRevision() <= revision) {
      if (isMissing(settledTo)) {
        Promise promise = settledTo < firstTold ? atFirst : later;
        breach(promise, "at " + revision + " was not told " + brief(annals.event(settledTo)));
        settled.set(settledTo);
      }
      settledTo++;
    }
  }

  private void breach(Promise promise, String what) {
    breaches.accept(new Breach(promise, who, what));
  }

  private static String brief(Event event) {
    return event.getType() + " " + brief(event.getKv());
  }

  private static String brief(KeyValue pair) {
    return "%s=%s at %d (made at %d, version %d)"
        .formatted(
            pair.getKey().toStringUtf8(),
            pair.getValue().toStringUtf8(),
            pair.getModRevision(),
            pair.getCreateRevision(),
            pair.getVersion());
  }
}
