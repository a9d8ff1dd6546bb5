package probe;

import etcdserverpb.WatchCancelRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchProgressRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import verify.watches.Tape;

/// One stream of watchers at one member. The first of them is followed: where it would go on. The
/// second can give way to another.
final class WatchLine implements ClientResponseObserver<WatchRequest, WatchResponse> {

  private static final long ALL = -1;
  private static final long UNKNOWN = -2;

  private final String who;
  private final Spool spool;
  private final LongSupplier clock;
  private final List<Tape.Line> lines = new ArrayList<>();
  private @Nullable ClientCallStreamObserver<WatchRequest> requests;
  private long followed = UNKNOWN;
  private long second = UNKNOWN;

  /// Begins once the second has ended; null while nobody waits for that.
  private @Nullable WatchCreateRequest successor;

  private long next;
  private long lastHeard;
  private boolean over;
  private boolean overtaken;
  private boolean anyOvertaken;

  private WatchLine(String who, long next, Spool spool, LongSupplier clock) {
    this.who = who;
    this.next = next;
    this.spool = spool;
    this.clock = clock;
    this.lastHeard = clock.getAsLong();
  }

  /// Opens a stream with a watcher to follow.
  static WatchLine open(
      String who, Channel channel, WatchCreateRequest followed, Spool spool, LongSupplier clock) {
    WatchLine line = new WatchLine(who, followed.getStartRevision(), spool, clock);
    var _ = WatchGrpc.newStub(channel).watch(line);
    line.create(followed);
    return line;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchRequest> requestStream) {
    requests = requestStream;
  }

  synchronized void create(WatchCreateRequest request) {
    ask(WatchRequest.newBuilder().setCreateRequest(request).build());
  }

  /// Of a member that is known to have compacted all before a revision.
  synchronized void createAfter(long compacted, WatchCreateRequest request) {
    lines.add(new Tape.Compacted(compacted));
    create(request);
  }

  /// Cancels the second watcher, if there is one. Once that is answered another begins.
  ///
  /// @param sameId whether that one gets the id of the second
  synchronized void replaceSecond(WatchCreateRequest by, boolean sameId) {
    if (second != UNKNOWN && successor == null) {
      successor = sameId ? by.toBuilder().setWatchId(second).build() : by;
      var cancel = WatchCancelRequest.newBuilder().setWatchId(second);
      ask(WatchRequest.newBuilder().setCancelRequest(cancel).build());
    }
  }

  synchronized void askForProgress() {
    ask(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
  }

  private void ask(WatchRequest request) {
    if (!over && requests != null) {
      lines.add(new Tape.Asked(request));
      requests.onNext(request);
    }
  }

  @Override
  public synchronized void onNext(WatchResponse response) {
    if (over) {
      return;
    }
    lastHeard = clock.getAsLong();
    lines.add(new Tape.Told(lastHeard, spool.take(response)));
    long id = response.getWatchId();
    long revision = response.getHeader().getRevision();
    anyOvertaken |= response.getCompactRevision() != 0;
    if (response.getCreated() && response.getCanceled()) {
      over |= followed == UNKNOWN;
    } else if (response.getCreated()) {
      created(id, revision);
    } else if (id == second && response.getCanceled()) {
      giveWay();
    } else if (id == followed && response.getCanceled()) {
      over = true;
      overtaken = response.getCompactRevision() != 0;
      next = Math.max(next, response.getCompactRevision());
    } else if (id == followed && response.getEventsCount() > 0) {
      int last = response.getEventsCount() - 1;
      next = response.getEvents(last).getKv().getModRevision() + 1;
    } else if (response.getEventsCount() == 0 && (id == followed || id == ALL)) {
      next = Math.max(next, revision + 1);
    }
  }

  private void created(long id, long revision) {
    if (followed == UNKNOWN) {
      followed = id;
      next = next == 0 ? revision + 1 : next;
    } else if (id != followed) {
      second = id;
    }
  }

  /// Who was ended by a compaction keeps the id, until it is cancelled as well.
  private void giveWay() {
    WatchCreateRequest by = successor;
    if (by != null) {
      second = UNKNOWN;
      successor = null;
      create(by);
    }
  }

  @Override
  public synchronized void onError(Throwable failure) {
    over = true;
  }

  @Override
  public synchronized void onCompleted() {
    over = true;
  }

  /// Whether the watcher that is followed was ever there.
  synchronized boolean hasBegun() {
    return followed != UNKNOWN;
  }

  /// Whether nothing more comes.
  synchronized boolean isOver() {
    return over;
  }

  /// Whether a compaction was faster than the watcher that is followed.
  synchronized boolean isOvertaken() {
    return overtaken;
  }

  /// Whether a compaction was faster than any watcher of the stream.
  synchronized boolean isAnyOvertaken() {
    return anyOvertaken;
  }

  /// The revision at which the watcher that is followed would go on; 0 if it never began.
  synchronized long next() {
    return next;
  }

  /// When it heard anything last.
  synchronized long lastHeard() {
    return lastHeard;
  }

  /// Goes away, with what was said.
  synchronized Tape close() {
    over = true;
    if (requests != null) {
      requests.cancel("the client goes away", null);
    }
    return new Tape(who, lines);
  }
}
