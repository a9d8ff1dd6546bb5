package verify.watches;

import static verify.Promise.ANSWERED_ONCE;
import static verify.Promise.ATOMIC;

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

  private final String who;
  private final Annals annals;
  private final Consumer<Breach> breaches;
  private final Queue<WatchCreateRequest> unanswered = new ArrayDeque<>();
  private final Set<Long> toBeCanceled = new HashSet<>();
  private final Map<Long, WatcherJudge> watchers = new HashMap<>();
  private final Set<Long> overtaken = new HashSet<>();
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
        case Tape.Told(_, var response) -> judge.told(response);
      }
    }
    judge.watchers.values().forEach(WatcherJudge::ended);
  }

  private void asked(WatchRequest request) {
    switch (request.getRequestUnionCase()) {
      case CREATE_REQUEST -> unanswered.add(request.getCreateRequest());
      case CANCEL_REQUEST -> toBeCanceled.add(request.getCancelRequest().getWatchId());
      case PROGRESS_REQUEST, REQUESTUNION_NOT_SET -> {}
    }
  }

  private void told(WatchResponse response) {
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
      watchers.get(id).told(response);
    }
  }

  private void created(WatchResponse response) {
    var request = unanswered.poll();
    long id = response.getWatchId();
    if (request == null) {
      stray("was told that watcher " + id + " begins, which it had not asked for");
    } else if (watchers.containsKey(id)) {
      stray("was given the id " + id + " of another watcher");
    } else if (!response.getCanceled()) {
      long at = response.getHeader().getRevision();
      overtaken.remove(id);
      watchers.put(
          id, new WatcherJudge(who + " (watcher " + id + ")", annals, request, at, breaches));
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
    if (response.getCompactRevision() != 0) {
      overtaken.add(id);
      watcher.overtaken(response.getCompactRevision());
    } else if (!toBeCanceled.remove(id) && response.getCancelReason().isEmpty()) {
      stray("was told without a reason that watcher " + id + " ends");
    }
  }

  private void stray(String what) {
    breaches.accept(new Breach(ANSWERED_ONCE, who, what));
  }
}
