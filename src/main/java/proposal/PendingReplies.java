package proposal;

import com.google.protobuf.Message;
import etcd.EtcdException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// The clients of this member that wait for their proposals to be applied here, by request id.
///
/// Thread-safe. The answer is given by the applier of the member that took the request, so no client
/// reference crosses the network.
public final class PendingReplies {

  private final Map<Long, CompletableFuture<Message>> waiting = new ConcurrentHashMap<>();

  /// Starts to wait. The future ends when the proposal is applied, or with [#fail].
  public CompletableFuture<Message> register(long id) {
    var future = new CompletableFuture<Message>();
    if (waiting.putIfAbsent(id, future) != null) {
      throw new IllegalStateException("request id " + id + " is already waited for");
    }
    return future;
  }

  /// Whether anyone here waits, so that an answer is worth building.
  public boolean isAwaited(long id) {
    return waiting.containsKey(id);
  }

  public void complete(long id, Message response) {
    var future = waiting.remove(id);
    if (future != null) {
      future.complete(response);
    }
  }

  public void fail(long id, EtcdException error) {
    var future = waiting.remove(id);
    if (future != null) {
      future.completeExceptionally(error);
    }
  }

  /// How many wait: etcd's `proposals_pending`.
  public int size() {
    return waiting.size();
  }
}
