package watch;

import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.ResponseHeader;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchRequest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import mvcc.Store;
import org.jspecify.annotations.Nullable;

/// One client's stream of watchers. Used by one thread at a time, that of its client.
public final class WatchStream {

  private final Hub hub;
  private final Store store;
  private final Client client;
  private final Replies replies;
  private final Admission admission;
  private final Executor thread;
  private final Mark mark = new Mark(this::wake);
  private final Map<Long, Watcher> watchers = new LinkedHashMap<>();
  private final Reread reread;
  private final Cursors cursors;
  private final Set<Long> ended = new HashSet<>();
  private long nextId;
  private boolean running;
  private boolean closed;

  /// Opens a stream.
  ///
  /// @param headers the header of an answer that speaks of a revision
  /// @param thread runs work on the client's thread
  public WatchStream(
      Hub hub,
      Client client,
      LongFunction<ResponseHeader> headers,
      Admission admission,
      Executor thread) {
    this.hub = hub;
    this.store = hub.store();
    this.client = client;
    this.replies = new Replies(client, headers, hub.limits().fragmentBytes());
    this.admission = admission;
    this.thread = thread;
    this.reread = new Reread(hub.rereads(), thread, this::run, this::fail);
    this.cursors =
        new Cursors(hub, client, replies, mark, reread, watchers.values(), this::overtaken);
    hub.open(mark);
  }

  /// Does what the client asks for, and answers it.
  public void request(WatchRequest request) {
    switch (request.getRequestUnionCase()) {
      case CREATE_REQUEST -> create(request.getCreateRequest());
      case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
      case PROGRESS_REQUEST -> progress();
      case REQUESTUNION_NOT_SET -> {}
    }
  }

  private void create(WatchCreateRequest request) {
    var keys = Keys.of(request.getKey(), request.getRangeEnd());
    var view = store.view();
    var refusal = refusal(request, keys);
    if (refusal != null) {
      replies.refused(refusal, view.revision());
      return;
    }
    long id = request.getWatchId() == 0 ? freeId() : request.getWatchId();
    replies.created(id, view.revision());
    long start = request.getStartRevision();
    if (start != 0 && start < view.compactRevision()) {
      ended.add(id);
      replies.compacted(id, view.compactRevision());
      return;
    }
    long first = start == 0 ? view.revision() + 1 : start;
    var watcher = new Watcher(id, mark, keys, first, request);
    watchers.put(id, watcher);
    // What is committed from now on marks the stream; what has been before is in the past.
    cursors.add(watcher, hub.add(watcher));
    run();
  }

  /// Why a watcher may not be created, in the client's words; null if it may.
  private @Nullable String refusal(WatchCreateRequest request, Keys keys) {
    if (request.getStartRevision() < 0) {
      return EtcdError.COMPACTED.text();
    }
    try {
      admission.check(request.getKey(), request.getRangeEnd());
    } catch (EtcdException refused) {
      return Replies.reason(refused);
    }
    if (keys.isEmpty()) {
      return "mvcc: watcher range is empty";
    }
    if (request.getWatchId() != 0 && isTaken(request.getWatchId())) {
      return "mvcc: duplicate watch ID provided on the WatchStream";
    }
    int most = hub.limits().watchersPerStream();
    return watchers.size() + ended.size() < most ? null : Replies.tooMany(most);
  }

  private long freeId() {
    while (isTaken(nextId)) {
      nextId++;
    }
    return nextId++;
  }

  /// As in etcd the id of a watcher that a compaction has ended stays in use until the client
  /// cancels it, which is answered once more.
  private boolean isTaken(long id) {
    return watchers.containsKey(id) || ended.contains(id);
  }

  private void cancel(long id) {
    var watcher = watchers.get(id);
    if (watcher != null) {
      remove(watcher);
      replies.canceled(id, store.view().revision());
      mark.standing(cursors.standing());
    } else if (ended.remove(id)) {
      replies.canceled(id, store.view().revision());
    }
  }

  private void overtaken(Watcher watcher, long compactRevision) {
    remove(watcher);
    ended.add(watcher.id);
    replies.compacted(watcher.id, compactRevision);
  }

  private void remove(Watcher watcher) {
    watchers.remove(watcher.id);
    hub.remove(watcher);
    cursors.remove(watcher);
  }

  /// As in etcd there is no answer unless all watchers keep up.
  private void progress() {
    run();
    if (!watchers.isEmpty() && watchers.values().stream().allMatch(cursors::keepsUp)) {
      replies.progressOfAll(cursors.position());
    }
  }

  /// Time for those who want to hear something when nothing happens.
  public void tick() {
    run();
    for (var watcher : watchers.values()) {
      if (watcher.wantsProgress) {
        if (watcher.quiet && cursors.keepsUp(watcher) && client.isReady()) {
          replies.progress(watcher.id, cursors.position());
        }
        watcher.quiet = true;
      }
    }
  }

  /// The client has gone.
  public void close() {
    closed = true;
    watchers.values().forEach(hub::remove);
    watchers.clear();
    hub.close(mark);
  }

  private void wake() {
    thread.execute(this::run);
  }

  /// Sends what there is to send, as far as the client takes it.
  @SuppressWarnings("CatchingUnchecked") // a stream that cannot go on must not look alive
  public void run() {
    if (running) {
      return;
    }
    running = true;
    try {
      while (!closed && cursors.step()) {}
    } catch (RuntimeException broken) {
      fail(broken);
    } finally {
      running = false;
      reread.forget();
    }
    mark.standing(cursors.standing());
  }

  private void fail(RuntimeException why) {
    close();
    client.fail(why);
  }
}
