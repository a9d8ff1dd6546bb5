package service;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.DeleteRangeRequest;
import java.util.concurrent.CompletableFuture;
import v3lockpb.LockRequest;
import v3lockpb.LockResponse;
import v3lockpb.UnlockRequest;
import v3lockpb.UnlockResponse;

/// etcd's Lock service (https://etcd.io/docs/latest/dev-guide/api_concurrency_reference_v3/)
/// without a transport.
///
/// A lock ends with its lease, and its owner may not notice in time: whoever needs more than advice
/// fences with the create revision of the lock's key.
public final class Locks {

  private final WaitingLine.Ground ground;
  private final WaitingLine line;

  /// The door to a member's locks.
  public Locks(WaitingLine.Ground ground) {
    this.ground = ground;
    this.line = new WaitingLine(ground);
  }

  /// Ends when the caller owns the lock. Locking twice with the same lease is locking once. Whoever
  /// cancels leaves the line.
  ///
  /// Fails with SESSION_EXPIRED and as writes do, all with the code UNKNOWN.
  public CompletableFuture<LockResponse> lock(LockRequest request, Caller caller) {
    var name = request.getName();
    return WaitingLine.answer(
        answer ->
            line.session(request.getLease(), caller)
                .thenCompose(lease -> line.enter(name, lease, ByteString.EMPTY, caller))
                .thenCompose(
                    place -> line.await(name, place, EtcdError.SESSION_EXPIRED, answer, caller))
                .thenApply(
                    place ->
                        LockResponse.newBuilder()
                            .setHeader(place.header())
                            .setKey(place.key())
                            .build()));
  }

  /// Deletes the key of a lock. One that is not there is unlocked.
  ///
  /// Fails as writes do, with the code UNKNOWN.
  public CompletableFuture<UnlockResponse> unlock(UnlockRequest request, Caller caller) {
    var delete = DeleteRangeRequest.newBuilder().setKey(request.getKey()).build();
    return WaitingLine.answer(
        _ ->
            ground
                .kv()
                .deleteRange(delete, caller)
                .thenApply(
                    deleted -> UnlockResponse.newBuilder().setHeader(deleted.getHeader()).build()));
  }
}
