package service;

import com.google.protobuf.ByteString;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.WatchCreateRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mvccpb.Event;
import org.jspecify.annotations.Nullable;

/// The wait until no key under a prefix is older than one's own. It watches the youngest of the
/// older ones, and looks again when that is gone: so of many who wait only the next is woken.
///
/// Cancelling ends the wait. All of it happens on the thread of the caller.
final class Turn extends CompletableFuture<Void> {

  private final WaitingLine.Ground ground;
  private final ByteString prefix;
  private final long revision;
  private final Caller caller;
  private @Nullable InnerWatch watch;
  private boolean looking;

  private Turn(WaitingLine.Ground ground, ByteString prefix, long revision, Caller caller) {
    this.ground = ground;
    this.prefix = prefix;
    this.revision = revision;
    this.caller = caller;
  }

  /// Begins to wait.
  ///
  /// @param revision the create revision of one's own key
  static Turn await(WaitingLine.Ground ground, ByteString prefix, long revision, Caller caller) {
    var turn = new Turn(ground, prefix, revision, caller);
    var unused = turn.whenComplete((_, _) -> caller.thread().execute(turn::stopWatching));
    turn.look();
    return turn;
  }

  private void look() {
    var youngestOlder =
        RangeRequest.newBuilder()
            .setKey(prefix)
            .setRangeEnd(WaitingLine.endOf(prefix))
            .setSortTarget(RangeRequest.SortTarget.CREATE)
            .setSortOrder(RangeRequest.SortOrder.DESCEND)
            .setLimit(1)
            .setMaxCreateRevision(revision - 1)
            .build();
    var unused =
        ground.kv().range(youngestOlder, caller).whenCompleteAsync(this::seen, caller.thread());
  }

  private void lookAgain() {
    if (!looking) {
      looking = true;
      look();
    }
  }

  private void seen(@Nullable RangeResponse older, @Nullable Throwable failure) {
    looking = false;
    stopWatching();
    if (isDone()) {
      return;
    }
    if (older == null) {
      completeExceptionally(failure == null ? new IllegalStateException() : failure);
    } else if (older.getKvsCount() == 0) {
      complete(null);
    } else {
      watch(older.getKvs(0).getKey(), older.getHeader().getRevision() + 1);
    }
  }

  private void watch(ByteString key, long from) {
    var deletion =
        WatchCreateRequest.newBuilder()
            .setKey(key)
            .setStartRevision(from)
            .addFilters(WatchCreateRequest.FilterType.NOPUT)
            .build();
    watch =
        InnerWatch.open(
            ground.watches(),
            deletion,
            new InnerWatch.Listener() {
              @Override
              public void changed(List<Event> events) {
                lookAgain();
              }

              @Override
              public void ended() {
                lookAgain();
              }
            },
            caller);
  }

  private void stopWatching() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}
