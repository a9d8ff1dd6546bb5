package service;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrantResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseHeader;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/// The recipe that locks and elections share: keys `<name>/<lease in hex>`, of which the one
/// created first owns the name (etcd `client/v3/concurrency`). Clients that follow the recipe by
/// themselves stand in the same line.
///
/// The create revision of the owner's key is a fencing token: it grows with every owner.
public final class WaitingLine {

  /// Time to live of the lease of those who bring none, in seconds.
  private static final long SESSION_SECONDS = 60;

  private static final ByteString SLASH = ByteString.copyFromUtf8("/");

  /// The services that the recipe uses.
  public record Ground(Kv kv, Watches watches, Leases leases) {}

  /// A place in a line.
  ///
  /// @param key the key that holds the place
  /// @param revision the create revision of the key
  /// @param header of the answer that said so
  /// @param before the key as it stood already; null if it was put just now
  /// @param isFirst whether nobody was before it
  record Place(
      ByteString key,
      long lease,
      long revision,
      ResponseHeader header,
      @Nullable KeyValue before,
      boolean isFirst) {}

  private final Ground ground;

  WaitingLine(Ground ground) {
    this.ground = ground;
  }

  static ByteString prefixOf(ByteString name) {
    return name.concat(SLASH);
  }

  /// The end of the range of all keys that begin with a prefix, which ends in a slash.
  static ByteString endOf(ByteString prefix) {
    byte[] end = prefix.toByteArray();
    end[end.length - 1]++;
    return ByteString.copyFrom(end);
  }

  /// The key of a lease. A negative id has a sign, as Go prints one.
  static ByteString keyOf(ByteString name, long lease) {
    String hex = lease < 0 ? "-" + Long.toHexString(-lease) : Long.toHexString(lease);
    return prefixOf(name).concat(ByteString.copyFromUtf8(hex));
  }

  /// The oldest key under a name, if there is one.
  static RangeRequest first(ByteString name) {
    var prefix = prefixOf(name);
    return RangeRequest.newBuilder()
        .setKey(prefix)
        .setRangeEnd(endOf(prefix))
        .setSortTarget(RangeRequest.SortTarget.CREATE)
        .setSortOrder(RangeRequest.SortOrder.ASCEND)
        .setLimit(1)
        .build();
  }

  /// The lease, or a fresh one for those who bring none.
  CompletableFuture<Long> session(long lease, Caller caller) {
    return lease != 0
        ? CompletableFuture.completedFuture(lease)
        : ground
            .leases
            .grant(LeaseGrantRequest.newBuilder().setTTL(SESSION_SECONDS).build(), caller)
            .thenApply(LeaseGrantResponse::getID);
  }

  /// Takes a place in the line, or finds the one that the lease has there already.
  CompletableFuture<Place> enter(ByteString name, long lease, ByteString value, Caller caller) {
    var key = keyOf(name, lease);
    var isNew =
        Compare.newBuilder()
            .setKey(key)
            .setTarget(Compare.CompareTarget.CREATE)
            .setResult(Compare.CompareResult.EQUAL)
            .setCreateRevision(0);
    var put = PutRequest.newBuilder().setKey(key).setValue(value).setLease(lease);
    var get = RangeRequest.newBuilder().setKey(key);
    var owner = RequestOp.newBuilder().setRequestRange(first(name));
    var txn =
        TxnRequest.newBuilder()
            .addCompare(isNew)
            .addSuccess(RequestOp.newBuilder().setRequestPut(put))
            .addSuccess(owner)
            .addFailure(RequestOp.newBuilder().setRequestRange(get))
            .addFailure(owner);
    return ground.kv.txn(txn.build(), caller).thenApply(answer -> place(key, lease, answer));
  }

  private static Place place(ByteString key, long lease, TxnResponse answer) {
    KeyValue before =
        answer.getSucceeded() ? null : answer.getResponses(0).getResponseRange().getKvs(0);
    long revision = before == null ? answer.getHeader().getRevision() : before.getCreateRevision();
    var owner = answer.getResponses(1).getResponseRange().getKvs(0);
    boolean isFirst = owner.getCreateRevision() == revision;
    return new Place(key, lease, revision, answer.getHeader(), before, isFirst);
  }

  /// Waits until the place is the first. It ends with the place, under the header of the answer
  /// that showed it there, or with `gone` when the key's lease has ended meanwhile.
  ///
  /// If the answer that all this is for ends otherwise than well (its client has cancelled), the
  /// place is given up.
  CompletableFuture<Place> await(
      ByteString name, Place place, EtcdError gone, CompletableFuture<?> answer, Caller caller) {
    if (place.isFirst()) {
      giveUpWith(answer, place, caller);
      return CompletableFuture.completedFuture(place);
    }
    var turn = Turn.await(ground, prefixOf(name), place.revision(), caller);
    giveUpWith(answer, place, caller);
    var unused = answer.whenComplete((_, _) -> turn.cancel(false));
    return turn.thenCompose(_ -> ground.kv.range(keyRequest(place.key()), caller))
        .thenApply(own -> stillThere(place, own, gone));
  }

  private void giveUpWith(CompletableFuture<?> answer, Place place, Caller caller) {
    var unused =
        answer.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                leave(place.key(), place.revision(), caller);
              }
            });
  }

  private static RangeRequest keyRequest(ByteString key) {
    return RangeRequest.newBuilder().setKey(key).build();
  }

  private static Place stillThere(Place place, RangeResponse own, EtcdError gone) {
    if (own.getKvsCount() == 0 || own.getKvs(0).getCreateRevision() != place.revision()) {
      throw gone.exception();
    }
    return new Place(
        place.key(), place.lease(), place.revision(), own.getHeader(), place.before(), true);
  }

  /// Runs an operation only if a key is the one created at a revision.
  CompletableFuture<TxnResponse> guarded(
      ByteString key, long revision, RequestOp.Builder operation, Caller caller) {
    var same =
        Compare.newBuilder()
            .setKey(key)
            .setTarget(Compare.CompareTarget.CREATE)
            .setResult(Compare.CompareResult.EQUAL)
            .setCreateRevision(revision);
    return ground.kv.txn(
        TxnRequest.newBuilder().addCompare(same).addSuccess(operation).build(), caller);
  }

  /// Gives a place up.
  CompletableFuture<TxnResponse> leave(ByteString key, long revision, Caller caller) {
    var delete = DeleteRangeRequest.newBuilder().setKey(key);
    return guarded(key, revision, RequestOp.newBuilder().setRequestDeleteRange(delete), caller);
  }

  /// The answer to a client: what `work` ends with, its failures as a client of a client sees them.
  /// The work is given the answer, to notice when the client cancels it.
  static <R> CompletableFuture<R> answer(Function<CompletableFuture<R>, CompletionStage<R>> work) {
    var answer = new CompletableFuture<R>();
    var unused =
        work.apply(answer)
            .whenComplete(
                (result, failure) -> {
                  if (failure == null) {
                    answer.complete(result);
                  } else {
                    answer.completeExceptionally(asUnknown(failure));
                  }
                });
    return answer;
  }

  static Throwable asUnknown(Throwable failure) {
    return Kv.cause(failure) instanceof EtcdException refused
        ? refused.asUnknown()
        : Kv.cause(failure);
  }
}
