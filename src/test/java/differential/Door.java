package differential;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Message;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.KVGrpc.KVFutureStub;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import process.Member;

/// Where requests go in, one after the other: by turns through all members of a cluster. What may
/// be answered from a member's own state goes to the one that last did more than that, for another
/// may not have heard of the last write yet, and is not to be blamed.
final class Door {

  private static final long DEADLINE_SECONDS = 20;

  private final List<KVFutureStub> members;
  private int sent;
  private int upToDate;

  Door(List<Member> members) {
    this.members =
        members.stream().map(member -> KVGrpc.newFutureStub(member.channel())).toList();
  }

  /// A request under way; another may go in elsewhere before its answer is taken.
  final class Sent {
    private final int member;
    private final ListenableFuture<? extends Message> response;

    private Sent(int member, ListenableFuture<? extends Message> response) {
      this.member = member;
      this.response = response;
    }

    Answer answer() {
      try {
        Message message = response.get();
        upToDate = member;
        return Answer.of(message);
      } catch (ExecutionException failure) {
        if (failure.getCause() instanceof StatusRuntimeException status) {
          return Answer.of(status);
        }
        throw new AssertionError(failure);
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted before the answer", interrupt);
      }
    }
  }

  Sent send(Message request) {
    int member = mayBeStale(request) ? upToDate : sent++ % members.size();
    KVFutureStub stub = members.get(member).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    return new Sent(
        member,
        switch (request) {
          case RangeRequest range -> stub.range(range);
          case PutRequest put -> stub.put(put);
          case DeleteRangeRequest delete -> stub.deleteRange(delete);
          case TxnRequest txn -> stub.txn(txn);
          case CompactionRequest compaction -> stub.compact(compaction);
          default -> throw new IllegalArgumentException(Text.of(request));
        });
  }

  private static boolean mayBeStale(Message request) {
    return switch (request) {
      case RangeRequest range -> range.getSerializable();
      case TxnRequest txn ->
          txn.getSuccessList().stream().allMatch(Door::mayBeStale)
              && txn.getFailureList().stream().allMatch(Door::mayBeStale);
      default -> false;
    };
  }

  private static boolean mayBeStale(RequestOp op) {
    return op.getRequestRange().getSerializable();
  }
}
