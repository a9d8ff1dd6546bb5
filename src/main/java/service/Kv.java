package service;

import auth.Rules;
import etcd.EtcdException;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RangeStreamResponse;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import proposal.LinearizableRead;
import proposal.wire.Proposal;

/// etcd's KV service (https://etcd.io/docs/latest/learning/api/#key-value-api) without a transport.
///
/// Futures end with an [etcd.EtcdException] when a request is refused. What is added to a future of
/// a write runs on the thread that applies entries: it must be short. Requests without a [Caller]
/// are those of the application that embeds the member.
public final class Kv {

  /// Hears how long ranges take.
  @FunctionalInterface
  public interface RangeTimes {
    /// A range was read, without its wait for a read index.
    void range(double seconds);

    /// A range or a transaction that only reads was read, so long after it was asked for.
    default void answered(long nanos) {}
  }

  private final MemberContext member;
  private final Entrance entrance;
  private final Supplier<CompletionStage<Void>> scrub;
  private final RangeTimes times;
  private final ReadBudget budget;
  private final Headers headers;
  private final Permissions permissions;

  /// The door to a member's keys.
  ///
  /// @param scrub gives a stage that ends when this member has removed from disk all that the
  ///   compactions until now made unreadable
  public Kv(MemberContext member, Entrance entrance, Supplier<CompletionStage<Void>> scrub) {
    this(member, entrance, scrub, _ -> {});
  }

  /// The door to a member's keys, which tells how long ranges take.
  public Kv(
      MemberContext member,
      Entrance entrance,
      Supplier<CompletionStage<Void>> scrub,
      RangeTimes times) {
    this(member, entrance, scrub, times, ReadBudget.UNLIMITED);
  }

  /// The door to a member's keys.
  ///
  /// @param budget memory for large answers
  public Kv(
      MemberContext member,
      Entrance entrance,
      Supplier<CompletionStage<Void>> scrub,
      RangeTimes times,
      ReadBudget budget) {
    this.budget = budget;
    this.times = times;
    this.member = member;
    this.entrance = entrance;
    this.scrub = scrub;
    this.headers = new Headers(member);
    this.permissions = member.permissions();
  }

  /// Reads a range, linearizably unless the request says otherwise.
  public CompletableFuture<RangeResponse> range(RangeRequest request) {
    return range(request, inside());
  }

  /// Reads a range.
  ///
  /// A short serializable read happens on the calling thread, before this returns; a short one that
  /// has waited for its read index on the caller's.
  public CompletableFuture<RangeResponse> range(RangeRequest request, Caller caller) {
    try {
      RequestChecks.check(request);
    } catch (EtcdException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    boolean brief = isBrief(request);
    long asked = System.nanoTime();
    Supplier<RangeResponse> read =
        () ->
            permissions.read(
                caller,
                access -> Rules.check(access, request),
                () -> timed(asked, () -> read(request, brief, caller)));
    return request.getSerializable() && !permissions.isAhead(caller, member.views())
        ? readNow(read, brief)
        : readLater(read, brief, caller.thread());
  }

  private <R> R timed(long asked, Supplier<R> read) {
    try {
      return read.get();
    } finally {
      times.answered(System.nanoTime() - asked);
    }
  }

  private RangeResponse read(RangeRequest request, boolean brief, Caller caller) {
    long began = System.nanoTime();
    var memory = budget.claim(!brief);
    try {
      return headers.range(member.views().get().range(request, memory));
    } finally {
      memory.releaseAt(caller.ending());
      times.range((System.nanoTime() - began) / 1e9);
    }
  }

  /// Reads a range in chunks, in the memory of one.
  public Inflow<RangeRequest> rangeStream(Outflow<RangeStreamResponse> client, Caller caller) {
    return new RangeStream(member, entrance, client, caller);
  }

  /// Writes one key.
  public CompletableFuture<PutResponse> put(PutRequest request) {
    return put(request, inside());
  }

  /// Writes one key.
  public CompletableFuture<PutResponse> put(PutRequest request, Caller caller) {
    try {
      RequestChecks.check(request);
    } catch (EtcdException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    return entrance.propose(Proposal.newBuilder().setPut(request), caller, headers::put);
  }

  /// Deletes the keys of a range.
  public CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
    return deleteRange(request, inside());
  }

  /// Deletes the keys of a range.
  public CompletableFuture<DeleteRangeResponse> deleteRange(
      DeleteRangeRequest request, Caller caller) {
    try {
      RequestChecks.check(request);
    } catch (EtcdException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    return entrance.propose(
        Proposal.newBuilder().setDeleteRange(request), caller, headers::deleteRange);
  }

  /// Runs a transaction.
  public CompletableFuture<TxnResponse> txn(TxnRequest request) {
    return txn(request, inside());
  }

  /// Runs a transaction. One that only reads is not proposed: it is a linearizable read, or, when
  /// all its ranges are serializable or it has no operations at all, a local one.
  public CompletableFuture<TxnResponse> txn(TxnRequest request, Caller caller) {
    try {
      RequestChecks.check(request, member.limits().maxTxnOps());
    } catch (EtcdException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    var kind = TxnKind.of(request);
    if (kind == TxnKind.WRITE) {
      return entrance.propose(Proposal.newBuilder().setTxn(request), caller, headers::txn);
    }
    boolean brief = isBrief(request);
    long asked = System.nanoTime();
    Supplier<TxnResponse> read =
        () ->
            permissions.read(
                caller,
                access -> Rules.check(access, request),
                () -> timed(asked, () -> read(request, brief, caller)));
    return kind == TxnKind.LOCAL_READ && !permissions.isAhead(caller, member.views())
        ? readNow(read, brief)
        : readLater(read, brief, caller.thread());
  }

  private TxnResponse read(TxnRequest request, boolean brief, Caller caller) {
    var memory = budget.claim(!brief);
    try {
      return headers.txn(member.views().get().readOnlyTxn(request, memory));
    } finally {
      memory.releaseAt(caller.ending());
    }
  }

  /// Makes every revision below the given one unreadable.
  public CompletableFuture<CompactionResponse> compact(CompactionRequest request) {
    return compact(request, inside());
  }

  /// Makes every revision below the given one unreadable. With `physical` the answer, good or bad,
  /// waits until this member has removed the dead revisions from its disk.
  public CompletableFuture<CompactionResponse> compact(CompactionRequest request, Caller caller) {
    var compacted =
        entrance.propose(Proposal.newBuilder().setCompaction(request), caller, headers::compact);
    if (!request.getPhysical()) {
      return compacted;
    }
    return compacted
        .handle((_, _) -> scrub.get())
        .thenCompose(done -> done)
        .thenCompose(_ -> compacted);
  }

  /// The failure of a future as it was raised, without what stages have wrapped around it.
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : failure;
  }

  private Caller inside() {
    return Caller.inside(member.bulkReads());
  }

  private <R> CompletableFuture<R> readNow(Supplier<R> read, boolean brief) {
    var local = new LinearizableRead<>(read, brief ? Runnable::run : member.bulkReads().requests());
    local.serve();
    return local;
  }

  private <R> CompletableFuture<R> readLater(Supplier<R> read, boolean brief, Executor reader) {
    return entrance.read(
        new LinearizableRead<>(read, brief ? reader : member.bulkReads().requests()));
  }

  private boolean isBrief(TxnRequest request) {
    return request.getSuccessList().stream().allMatch(op -> isBrief(op.getRequestRange()))
        && request.getFailureList().stream().allMatch(op -> isBrief(op.getRequestRange()));
  }

  /// Whether a range touches so little that it may run where it would hold up others.
  private boolean isBrief(RangeRequest request) {
    if (request.getRangeEnd().isEmpty() || request.getCountOnly()) {
      return true;
    }
    boolean cutEarly =
        request.getSortOrder() == RangeRequest.SortOrder.NONE
            && request.getMinModRevision() == 0
            && request.getMaxModRevision() == 0
            && request.getMinCreateRevision() == 0
            && request.getMaxCreateRevision() == 0;
    return cutEarly
        && request.getLimit() > 0
        && request.getLimit() <= member.limits().inlineReadKeys();
  }
}
