package watch;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import mvcc.Moment;
import verify.Breach;
import verify.watches.WatcherJudge;

/// A client whose every response is held against what there was when it came.
final class CheckedStream implements Client {

  private final Chronicle chronicle;
  private final Queue<WatchCreateRequest> unanswered = new ArrayDeque<>();
  private final Map<Long, Watching> watchers = new HashMap<>();
  private final Set<Long> ended = new HashSet<>();
  private long nextId;
  private int room = Integer.MAX_VALUE;

  /// What may be sent to a client that takes no more, once it was seen to take some.
  private final long windowBytes;

  private long unasked;
  private boolean inParts;
  private long inPartsId;
  private long lastProgressOfAll;

  private record Watching(WatchCreateRequest request, WatcherJudge judge) {

    boolean hasBegun(long revision) {
      return request.getStartRevision() <= revision;
    }

    /// Our members are silent to who has not begun.
    void progressed(long revision) {
      assertThat(hasBegun(revision)).isTrue();
      judge.progressed(revision);
    }

    /// Our members tell all there is in one message, if it fits.
    void told(WatchResponse response) {
      judge.told(response);
      if (!response.getFragment()) {
        judge.mustHaveAllTo(response.getHeader().getRevision());
      }
    }
  }

  CheckedStream(Chronicle chronicle, long windowBytes) {
    this.chronicle = chronicle;
    this.windowBytes = windowBytes;
  }

  void asks(WatchRequest request) {
    if (request.hasCreateRequest()) {
      unanswered.add(request.getCreateRequest());
    }
  }

  void room(int responses) {
    room = responses;
    unasked = 0;
  }

  long lastProgressOfAll() {
    return lastProgressOfAll;
  }

  boolean isAllBegun() {
    return watchers.values().stream().allMatch(watcher -> watcher.hasBegun(chronicle.revision()));
  }

  boolean isEmpty() {
    return watchers.isEmpty();
  }

  @Override
  public boolean isReady() {
    return room > 0;
  }

  @Override
  public void fail(RuntimeException why) {
    throw why;
  }

  private static void fail(Breach breach) {
    throw new AssertionError(breach.toString());
  }

  @Override
  public void send(WatchResponse response) {
    if (inParts) {
      assertThat(response.getWatchId()).as("nothing between fragments").isEqualTo(inPartsId);
    }
    if (response.getCreated()) {
      created(unanswered.remove(), response);
    } else if (response.getCanceled()) {
      canceled(response);
    } else if (response.getEventsCount() > 0) {
      assertThat(inParts || isReady() || unasked < windowBytes)
          .as("sent to a client that takes it, or has taken a part of it")
          .isTrue();
      unasked += isReady() ? 0 : response.getEventsList().stream().mapToLong(Moment::bytes).sum();
      watcher(response).told(response);
    } else if (response.getWatchId() == -1) {
      lastProgressOfAll = response.getHeader().getRevision();
      watchers.values().forEach(watcher -> watcher.progressed(lastProgressOfAll));
    } else {
      watcher(response).progressed(response.getHeader().getRevision());
    }
    inParts = response.getFragment();
    inPartsId = response.getWatchId();
    room = Math.max(0, room == Integer.MAX_VALUE ? room : room - 1);
  }

  private Watching watcher(WatchResponse response) {
    assertThat(watchers).containsKey(response.getWatchId());
    return watchers.get(response.getWatchId());
  }

  private void created(WatchCreateRequest request, WatchResponse response) {
    assertThat(response.getHeader().getRevision()).isEqualTo(chronicle.revision());
    if (response.getCanceled()) {
      assertThat(response.getWatchId()).isEqualTo(-1);
      assertThat(
              request.getStartRevision() < 0
                  || isTaken(request.getWatchId())
                  || Keys.of(request.getKey(), request.getRangeEnd()).isEmpty())
          .isTrue();
      return;
    }
    long id = response.getWatchId();
    assertThat(watchers).doesNotContainKey(id);
    if (request.getWatchId() == 0) {
      while (isTaken(nextId)) {
        nextId++;
      }
      assertThat(id).isEqualTo(nextId++);
    } else {
      assertThat(id).isEqualTo(request.getWatchId());
    }
    long at = response.getHeader().getRevision();
    watchers.put(
        id,
        new Watching(
            request,
            new WatcherJudge(
                "watcher " + id, chronicle.annals(), request, at, CheckedStream::fail)));
  }

  /// The id of a watcher that a compaction ended is taken until the client cancels it, too.
  private boolean isTaken(long id) {
    return watchers.containsKey(id) || ended.contains(id);
  }

  private void canceled(WatchResponse response) {
    if (response.getCompactRevision() == 0 && ended.remove(response.getWatchId())) {
      return;
    }
    var watcher = watcher(response);
    watchers.remove(response.getWatchId());
    if (response.getCompactRevision() != 0) {
      ended.add(response.getWatchId());
      assertThat(response.getHeader().getRevision()).isEqualTo(0);
      assertThat(response.getCompactRevision()).isEqualTo(chronicle.compactRevision());
      watcher.judge().overtaken(response.getCompactRevision());
    }
  }

  /// The client has read on and nothing is under way: everything must have come.
  void assertComplete() {
    assertThat(unanswered).isEmpty();
    watchers.values().forEach(watcher -> watcher.judge().mustHaveAllTo(chronicle.revision()));
  }
}
