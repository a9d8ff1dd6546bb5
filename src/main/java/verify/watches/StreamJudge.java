package verify.watches;

import static verify.Promise.ANSWERED_ONCE;
import static verify.Promise.ATOMIC;
import static verify.Promise.COMPACTED_FOR_GOOD;

import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import verify.Breach;

/// What the watchers of one stream are told.
public final class StreamJudge {

  /// The watcher that a message to all of them names.
  private static final long ALL = -1;

  /// @param compacted below which revision all was compacted when it was asked for
  private record Creation(WatchCreateRequest request, long compacted) {

    boolean isTooLate() {
      return request.getStartRevision() > 0 && request.getStartRevision() < compacted;
    }
  }

  private final String who;
  private final Annals annals;
  private final Consumer<Breach> breaches;
  private final Queue<Creation> unanswered = new ArrayDeque<>();
  private final Set<Long> toBeCanceled = new HashSet<>();
  private final Map<Long, WatcherJudge> watchers = new HashMap<>();
  private final Set<Long> overtaken = new HashSet<>();
  private final Map<Long, Long> tooLate = new HashMap<>();
  private long compacted;
  private long inParts = ALL;

  public StreamJudge(String who, Annals annals, Consumer<Breach> breaches) {
    this.who = who;
    this.annals = annals;
    this.breaches = breaches;
  }

  /// Judges all that was said on a stream that is over.
  public static void judge(Tape tape, Annals annals, Consumer<Breach> breaches) {
    var judge = new StreamJudge(tape.who(), annals, breaches);
    for (var line : tape.lines()) {
      switch (line) {
        case Tape.Asked(var request) -> judge.asked(request);
        case Tape.Told(var nanos, var response) -> judge.told(nanos, response);
        case Tape.Compacted(var revision) -> judge.compacted = revision;
      }
    }
    judge.watchers.values().forEach(WatcherJudge::ended);
  }

  private void asked(WatchRequest request) {
    switch (request.getRequestUnionCase()) {
      case CREATE_REQUEST -> unanswered.add(new Creation(request.getCreateRequest(), compacted));
      case CANCEL_REQUEST -> toBeCanceled.add(request.getCancelRequest().getWatchId());
      case PROGRESS_REQUEST, REQUESTUNION_NOT_SET -> {}
    }
  }

  private void told(long nanos, WatchResponse response) {
    long id = response.getWatchId();
    if (inParts != ALL && id != inParts) {
      breaches.accept(new Breach(ATOMIC, who, "was told something else between two parts"));
    }
    inParts = response.getFragment() ? id : ALL;
    if (response.getCreated()) {
      created(response);
    } else if (response.getCanceled()) {
      canceled(response);
    } else if (response.getEventsCount() == 0 && id == ALL) {
      watchers.values().forEach(watcher -> watcher.progressed(response.getHeader().getRevision()));
    } else if (!watchers.containsKey(id)) {
      stray("was told something of watcher " + id + ", which there is not");
    } else if (response.getEventsCount() == 0) {
      watchers.get(id).progressed(response.getHeader().getRevision());
    } else {
      watchers.get(id).told(nanos, response);
      if (tooLate.containsKey(id)) {
        undone("began before " + tooLate.get(id) + ", which is compacted, and was told something");
      }
    }
  }

  private void created(WatchResponse response) {
    var creation = unanswered.poll();
    long id = response.getWatchId();
    if (creation == null) {
      stray("was told that watcher " + id + " begins, which it had not asked for");
    } else if (watchers.containsKey(id)) {
      stray("was given the id " + id + " of another watcher");
    } else if (!response.getCanceled()) {
      long at = response.getHeader().getRevision();
      overtaken.remove(id);
      watchers.put(
          id,
          new WatcherJudge(
              who + " (watcher " + id + ")", annals, creation.request(), at, breaches));
      if (creation.isTooLate()) {
        tooLate.put(id, creation.compacted());
      }
    }
  }

  /// Asked for, for a reason, or because of a compaction: once. The end of a watcher that a
  /// compaction ended may be asked for too.
  private void canceled(WatchResponse response) {
    long id = response.getWatchId();
    var watcher = watchers.remove(id);
    if (watcher == null) {
      if (!overtaken.remove(id) || !toBeCanceled.remove(id)) {
        stray("was told that watcher " + id + " ends, which there is not");
      }
      return;
    }
    watcher.ended();
    Long least = tooLate.remove(id);
    if (response.getCompactRevision() != 0) {
      if (least != null && response.getCompactRevision() < least) {
        undone(
            "was ended by a compaction of %d after one of %d"
                .formatted(response.getCompactRevision(), least));
      }
      overtaken.add(id);
      watcher.overtaken(response.getCompactRevision());
    } else if (!toBeCanceled.remove(id) && response.getCancelReason().isEmpty()) {
      stray("was told without a reason that watcher " + id + " ends");
    }
  }

  private void undone(String what) {
    breaches.accept(new Breach(COMPACTED_FOR_GOOD, who, what));
  }

  private void stray(String what) {
    breaches.accept(new Breach(ANSWERED_ONCE, who, what));
  }
}
