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
/// be answered from a member's own state goes to the one that answered last, for another may not
/// have heard of the last write yet, and is not to be blamed.
final class Door {

  private static final long DEADLINE_SECONDS = 20;

  private final List<KVFutureStub> members;
  private int sent;
  private int last;

  Door(List<Member> members) {
    this.members =
        members.stream().map(member -> KVGrpc.newFutureStub(member.channel())).toList();
  }

  /// Sends; another request may go in elsewhere before the answer is taken.
  ListenableFuture<? extends Message> send(Message request) {
    if (!mayBeStale(request)) {
      last = sent++ % members.size();
    }
    KVFutureStub member =
        members.get(last).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    return switch (request) {
      case RangeRequest range -> member.range(range);
      case PutRequest put -> member.put(put);
      case DeleteRangeRequest delete -> member.deleteRange(delete);
      case TxnRequest txn -> member.txn(txn);
      case CompactionRequest compaction -> member.compact(compaction);
      default -> throw new IllegalArgumentException(Text.of(request));
    };
  }

  static Answer answer(ListenableFuture<? extends Message> sent) {
    try {
      return Answer.of(sent.get());
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

  Answer ask(Message request) {
    return answer(send(request));
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
