package differential;

import etcdserverpb.WatchCancelRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchCreateRequest.FilterType;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchProgressRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import mvccpb.Event;

/// One watch stream of a party and what came on it, sorted by watcher: when a watcher hears of what
/// another has heard of too is open, and so is how events are packed into messages.
///
/// What is no promise of a message, but a rule for all of them, is looked at here: no event before
/// its watcher is created, no header behind its events, nothing between the parts of one message.
final class WatchStream implements Party.Open {

  /// A watcher that was created, and how much of it has come so far.
  private static final class Watcher {
    private final WatchCreateRequest request;
    private final long start;
    private final List<Answer> news = new ArrayList<>();
    private long events;
    private boolean tooLate;
    private boolean settled;
    private boolean canceled;

    private Watcher(WatchCreateRequest request, long start) {
      this.request = request;
      this.start = start;
    }

    /// Whether the watcher is to hear of an event.
    private boolean isFor(Event event) {
      FilterType without =
          switch (event.getType()) {
            case PUT -> FilterType.NOPUT;
            case DELETE -> FilterType.NODELETE;
            case UNRECOGNIZED -> FilterType.UNRECOGNIZED;
          };
      return event.getKv().getModRevision() >= start
          && !request.getFiltersList().contains(without)
          && Ranges.contain(request.getKey(), request.getRangeEnd(), event.getKv().getKey());
    }
  }

  private final Talk<WatchRequest, WatchResponse> talk;
  private final Map<Long, Watcher> watchers = new TreeMap<>();
  private final Queue<WatchResponse> created = new ArrayDeque<>();
  private final Set<Long> compacted = new HashSet<>();
  private final List<Answer> odd = new ArrayList<>();
  private final Queue<WatchResponse> progress = new ArrayDeque<>();
  private long partsOf = -1;
  private boolean ended;

  WatchStream(Party party, String user) {
    talk = party.talk(WatchGrpc.getWatchMethod(), user);
  }

  /// Creates a watcher and waits until the server says so. From one that starts at no revision the
  /// header is taken, since etcd cannot be asked for it.
  Answer create(WatchCreateRequest request) {
    talk.say(WatchRequest.newBuilder().setCreateRequest(request).build());
    pumpUntil(() -> !created.isEmpty());
    WatchResponse response = created.poll();
    if (response == null) {
      return silence();
    }
    if (!response.getCanceled()) {
      long now = response.getHeader().getRevision() + 1;
      long start = request.getStartRevision() == 0 ? now : request.getStartRevision();
      watchers.put(response.getWatchId(), new Watcher(request, start));
    }
    return request.getStartRevision() < 0
        ? Answer.of(response.toBuilder().clearHeader().build())
        : Answer.of(response);
  }

  /// Cancels a watcher and waits until the server says so; of one that there is not it says
  /// nothing. One that a compaction has ended is let be: etcd says again that it has ended.
  Answer cancelWatcher(long id) {
    if (compacted.contains(id)) {
      return Answer.Done.DONE;
    }
    talk.say(
        WatchRequest.newBuilder()
            .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
            .build());
    Watcher watcher = watchers.get(id);
    if (watcher == null) {
      return Answer.Done.DONE;
    }
    pumpUntil(() -> watcher.canceled);
    watchers.remove(id);
    return watcher.news.isEmpty() ? silence() : new Answer.Many(List.copyOf(watcher.news));
  }

  void askForProgress() {
    talk.say(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
  }

  Answer progress() {
    askForProgress();
    pumpUntil(() -> !progress.isEmpty());
    WatchResponse response = progress.poll();
    return response == null ? silence() : Answer.of(response);
  }

  /// Says something that is no request.
  void sayNothing() {
    talk.say(WatchRequest.getDefaultInstance());
  }

  void end() {
    talk.end();
  }

  @Override
  public void cancel() {
    talk.cancel();
  }

  /// Waits until every watcher has heard of all that happened, or that it is too late for.
  ///
  /// @param happened all events since before the first watcher
  /// @param oldest revision that can be read; a new watcher that starts below it is told so instead
  /// @return what is new since it was last asked for, by watcher
  List<Answer> news(List<Event> happened, long oldest) {
    for (Watcher watcher : watchers.values()) {
      watcher.tooLate = !watcher.settled && watcher.start < oldest;
      watcher.settled = true;
      long expected = happened.stream().filter(watcher::isFor).count();
      pumpUntil(() -> watcher.canceled || (!watcher.tooLate && watcher.events >= expected));
    }
    List<Answer> news = new ArrayList<>();
    watchers.forEach(
        (id, watcher) -> {
          if (!watcher.news.isEmpty()) {
            news.add(new Answer.Note("watcher " + id));
            news.addAll(watcher.news);
            watcher.news.clear();
          }
        });
    watchers.forEach(
        (id, watcher) -> {
          if (watcher.canceled) {
            compacted.add(id);
          }
        });
    watchers.keySet().removeAll(compacted);
    news.addAll(odd);
    odd.clear();
    progress.forEach(response -> news.add(Answer.of(response)));
    progress.clear();
    return news;
  }

  /// Waits for a watcher's first event.
  boolean awaitEvent(long id) {
    Watcher watcher = watchers.get(id);
    return watcher != null && pumpUntil(() -> watcher.events > 0);
  }

  private interface Condition {
    boolean holds();
  }

  private boolean pumpUntil(Condition condition) {
    long deadline = System.nanoTime() + Party.PATIENCE_MILLIS * 1_000_000;
    while (!condition.holds()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (ended || millis <= 0) {
        return false;
      }
      switch (talk.hear(millis)) {
        case null -> {}
        case Talk.Word<WatchResponse>(var response) -> sort(response);
        case Talk.End<WatchResponse>(var status) -> {
          ended = true;
          odd.add(Answer.of(status));
        }
      }
    }
    return true;
  }

  private void sort(WatchResponse response) {
    if (partsOf >= 0 && partsOf != response.getWatchId()) {
      odd.add(new Answer.Note("between the parts of one message: " + Answer.of(response)));
    }
    partsOf = response.getFragment() ? response.getWatchId() : -1;
    if (response.getCreated()) {
      created.add(response);
      return;
    }
    Watcher watcher = watchers.get(response.getWatchId());
    if (watcher == null) {
      if (response.getWatchId() == -1 && response.getEventsCount() == 0) {
        progress.add(response);
      } else {
        odd.add(new Answer.Note("of no watcher: " + Answer.of(response)));
      }
      return;
    }
    if (response.getCanceled() || response.getEventsCount() == 0) {
      watcher.canceled |= response.getCanceled();
      watcher.news.add(Answer.of(response));
    }
    for (Event event : response.getEventsList()) {
      watcher.events++;
      watcher.news.add(Answer.of(event));
      if (event.getKv().getModRevision() > response.getHeader().getRevision()) {
        odd.add(new Answer.Note("a header behind its events: " + Answer.of(response)));
      }
    }
    if (response.getFragment() && !watcher.request.getFragment()) {
      odd.add(new Answer.Note("parts that were not asked for: " + response.getWatchId()));
    }
  }

  private Answer silence() {
    if (odd.isEmpty()) {
      return Answer.Silence.SILENCE;
    }
    Answer answer = new Answer.Many(List.copyOf(odd));
    odd.clear();
    return answer;
  }
}
