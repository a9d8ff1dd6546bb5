package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchCreateRequest.FilterType;
import etcdserverpb.WatchResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Watches: several streams of many watchers, created with every option, in the past, the present
/// and the future, at and below the compacted revision; cancelled, asked for progress, half closed
/// and left; while keys are written one by one and many at once.
final class WatchScript implements Script {

  private static final int STREAMS = 4;
  private static final int MOST_WATCHERS = 12;
  private static final int STEPS_BETWEEN_NEWS = 25;
  private static final int LARGE_VALUE_BYTES = 900_000;
  private static final int KEYS = 20;

  private final Dice dice;
  private final Deque<Step> due = new ArrayDeque<>();
  private final List<Long> putRevisions = new ArrayList<>();
  private final Map<Integer, Map<Long, Long>> starts = new HashMap<>();
  private final Set<Map.Entry<Integer, Long>> early = new HashSet<>();
  private final Set<Integer> halfClosed = new HashSet<>();
  private long first;
  private long revision;
  private long compacted = -1;

  WatchScript(long seed) {
    dice = new Dice(seed);
    due.add(Ask.of(RangeRequest.newBuilder().setKey(Keys.ZERO).build()));
    due.add(new Watching.Witnessed());
  }

  @Override
  public Step next() {
    if (!due.isEmpty()) {
      // News that was due is of now: what came before it has moved the revision on.
      Step step = due.removeFirst();
      return step instanceof Watching.News ? news() : step;
    }
    if (dice.oneIn(STEPS_BETWEEN_NEWS)) {
      return news();
    }
    int kind = dice.between(0, 999);
    if (kind < 640) {
      return Ask.of(write(kind));
    }
    if (kind < 642) {
      return large();
    }
    return kind < 650 ? compaction() : spoken(dice.between(1, STREAMS), kind);
  }

  private Step news() {
    return new Watching.News(revision, compacted);
  }

  private Step spoken(int stream, int kind) {
    if (halfClosed.contains(stream)) {
      return kind < 700 ? close(stream) : news();
    }
    if (kind < 840 && watchers(stream).size() < MOST_WATCHERS) {
      return new Watching.Create(stream, watcher());
    }
    if (kind < 920) {
      return cancel(stream, dice.between(0, MOST_WATCHERS + 3));
    }
    if (kind < 955) {
      return progress(stream);
    }
    if (kind < 980) {
      return new Watching.Nothing(stream);
    }
    if (kind < 990) {
      halfClosed.add(stream);
      return new Watching.HalfClose(stream);
    }
    return close(stream);
  }

  /// When the watcher has heard of all there is: what is under way when a server takes a watcher
  /// off, it may send before it says so or never, and a watcher that starts in the past hears of
  /// it, or is ended by the server, sooner or later.
  private Step cancel(int stream, long watcher) {
    due.add(new Watching.Cancel(stream, watcher));
    return news();
  }

  private Step close(int stream) {
    halfClosed.remove(stream);
    starts.remove(stream);
    early.removeIf(its -> its.getKey() == stream);
    due.add(new Watching.Close(stream));
    return news();
  }

  private Step progress(int stream) {
    Map<Long, Long> watchers = new TreeMap<>(watchers(stream));
    watchers.keySet().removeIf(id -> early.contains(Map.entry(stream, id)));
    boolean vain =
        watchers.isEmpty() || watchers.values().stream().anyMatch(start -> start > revision);
    due.add(vain ? new Watching.VainProgress(stream) : new Watching.Progress(stream));
    return news();
  }

  private Map<Long, Long> watchers(int stream) {
    return starts.computeIfAbsent(stream, _ -> new TreeMap<>());
  }

  @Override
  public void heard(Step step, Answer answer) {
    if (answer instanceof Answer.Response(var message)) {
      long before = revision;
      revision = Math.max(revision, Headers.revision(message));
      first = first == 0 ? revision : first;
      if (revision > before && !deletes(step)) {
        putRevisions.add(revision);
      }
    }
    switch (step) {
      case Ask(CompactionRequest compaction, _) when answer instanceof Answer.Response -> {
        compacted = compaction.getRevision();
        putRevisions.removeIf(past -> past <= compacted);
      }
      case Watching.Create(int stream, var asked)
          when answer instanceof Answer.Response(WatchResponse response)
              && !response.getCanceled() -> {
        watchers(stream).put(response.getWatchId(), asked.getStartRevision());
        if (0 < asked.getStartRevision() && asked.getStartRevision() < compacted) {
          early.add(Map.entry(stream, response.getWatchId()));
        }
      }
      case Watching.Cancel(int stream, long id) -> watchers(stream).remove(id);
      case Watching.News _ -> {
        early.forEach(its -> watchers(its.getKey()).remove(its.getValue()));
        early.clear();
      }
      default -> {}
    }
  }

  @Override
  public List<Step> atTheEnd() {
    List<Step> last = new ArrayList<>();
    last.add(news());
    for (int stream = 1; stream <= STREAMS; stream++) {
      last.add(new Watching.Close(stream));
    }
    return last;
  }

  /// Whether a write deletes; there is no compaction right at such a revision, since etcd keeps
  /// what was deleted at the compacted revision only from 3.4.34 on.
  private static boolean deletes(Step step) {
    return switch (step) {
      case Ask(DeleteRangeRequest _, _) -> true;
      case Ask(TxnRequest txn, _) ->
          txn.getSuccessList().stream().anyMatch(RequestOp::hasRequestDeleteRange);
      default -> false;
    };
  }

  private WatchCreateRequest watcher() {
    ByteString key = dice.oneIn(20) ? ByteString.EMPTY : key();
    WatchCreateRequest.Builder watcher =
        WatchCreateRequest.newBuilder()
            .setKey(key)
            .setStartRevision(start())
            .setPrevKv(dice.chance(60))
            .setFragment(dice.chance(30))
            .setProgressNotify(dice.chance(20));
    switch (dice.between(0, 5)) {
      case 0, 1 -> watcher.setRangeEnd(Keys.ZERO);
      case 2 -> watcher.setRangeEnd(key());
      case 3 -> watcher.setRangeEnd(ByteString.copyFromUtf8("x"));
      default -> {}
    }
    if (dice.oneIn(4)) {
      watcher.addFilters(dice.pick(FilterType.NOPUT, FilterType.NODELETE));
    }
    if (dice.oneIn(40)) {
      watcher.addFilters(FilterType.NOPUT).addFilters(FilterType.NODELETE);
    }
    if (dice.oneIn(3)) {
      watcher.setWatchId(dice.between(1, MOST_WATCHERS + 3));
    }
    return watcher.build();
  }

  private long start() {
    return switch (dice.between(0, 19)) {
      case 0 -> revision + dice.between(1, 20);
      case 1 -> dice.pick(-1L, Long.MIN_VALUE);
      case 2 -> compacted > first ? dice.between(1L, compacted - 1) : 0;
      case 3 -> Math.max(compacted, first + 1);
      case 4, 5, 6, 7 -> Math.max(Math.max(compacted, first + 1), revision - dice.between(0, 60));
      default -> 0;
    };
  }

  private static ByteString key(int number) {
    return ByteString.copyFromUtf8("w" + number);
  }

  private ByteString key() {
    return key(dice.between(0, KEYS - 1));
  }

  private Message write(int kind) {
    return kind < 400 ? put() : kind < 500 ? delete() : txn();
  }

  private PutRequest put() {
    return PutRequest.newBuilder()
        .setKey(key())
        .setValue(ByteString.copyFromUtf8("v" + dice.between(0, 99)))
        .build();
  }

  private DeleteRangeRequest delete() {
    ByteString key = key();
    DeleteRangeRequest.Builder delete = DeleteRangeRequest.newBuilder().setKey(key);
    return dice.oneIn(4)
        ? delete.setRangeEnd(key.concat(ByteString.copyFromUtf8(":"))).build()
        : delete.build();
  }

  /// Several keys in one revision, in an order of their own.
  private TxnRequest txn() {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    int start = dice.between(0, KEYS - 1);
    int count = dice.between(0, 6);
    for (int i = 0; i < count; i++) {
      RequestOp.Builder op = RequestOp.newBuilder();
      ByteString key = key((start + i * 7) % KEYS);
      txn.addSuccess(
          dice.chance(70)
              ? op.setRequestPut(put().toBuilder().setKey(key))
              : op.setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key)));
    }
    return txn.build();
  }

  /// Three large events, and somebody who asks for them in one go.
  private Step large() {
    int stream = dice.between(1, STREAMS);
    ByteString value = dice.bytes(LARGE_VALUE_BYTES);
    long from = revision + 1;
    for (int i = 0; i < 3; i++) {
      due.add(Ask.of(PutRequest.newBuilder().setKey(key(0)).setValue(value).build()));
    }
    due.add(Ask.of(put()));
    due.add(news());
    if (!halfClosed.contains(stream)) {
      due.add(
          new Watching.Create(
              stream,
              WatchCreateRequest.newBuilder()
                  .setKey(key(0))
                  .setStartRevision(from)
                  .setFragment(dice.chance(50))
                  .setPrevKv(dice.chance(50))
                  .build()));
    }
    return Ask.of(put());
  }

  private Step compaction() {
    if (putRevisions.isEmpty()) {
      return news();
    }
    due.add(new Watching.CaughtUp());
    due.add(
        Ask.of(
            CompactionRequest.newBuilder()
                .setRevision(
                    dice.chance(20)
                        ? revision + 1
                        : putRevisions.get(dice.between(0, putRevisions.size() - 1)))
                .build()));
    return news();
  }
}
