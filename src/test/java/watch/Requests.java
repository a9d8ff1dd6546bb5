package watch;

import etcdserverpb.WatchCancelRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchProgressRequest;
import etcdserverpb.WatchRequest;
import java.util.function.UnaryOperator;

/// What clients of a watch stream ask for.
public final class Requests {

  private Requests() {}

  /// A watcher of one key.
  public static WatchRequest watch(String key, UnaryOperator<WatchCreateRequest.Builder> more) {
    var create = WatchCreateRequest.newBuilder().setKey(WatchedStore.utf8(key));
    return WatchRequest.newBuilder().setCreateRequest(more.apply(create)).build();
  }

  /// A watcher of one key from now on.
  public static WatchRequest watch(String key) {
    return watch(key, create -> create);
  }

  /// A watcher of one key from a revision on.
  public static WatchRequest watchFrom(long revision, String key) {
    return watch(key, create -> create.setStartRevision(revision));
  }

  /// A watcher of all keys.
  public static WatchRequest watchAll(UnaryOperator<WatchCreateRequest.Builder> more) {
    return watch("", create -> more.apply(create.setRangeEnd(Keys.ZERO)));
  }

  public static WatchRequest cancel(long id) {
    return WatchRequest.newBuilder()
        .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
        .build();
  }

  public static WatchRequest progress() {
    return WatchRequest.newBuilder()
        .setProgressRequest(WatchProgressRequest.getDefaultInstance())
        .build();
  }
}
