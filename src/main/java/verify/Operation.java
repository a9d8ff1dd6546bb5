package verify;

import com.google.protobuf.Message;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;

/// One call of one client, from the moment it left to the moment its answer came.
///
/// @param client who called; calls of one client do not overlap
/// @param call when it was sent, in nanoseconds of any one clock
/// @param end when the outcome was heard; [#NEVER] if it is unknown
/// @param request an etcdserverpb request of the KV service
/// @param outcome what the client heard
public record Operation(int client, long call, long end, Message request, Outcome outcome) {

  /// The end of a call that was given up: it may take effect at any time after it began.
  public static final long NEVER = Long.MAX_VALUE;

  public Operation {
    if (end < call) {
      throw new IllegalArgumentException("ends at " + end + " before it begins at " + call);
    }
    if (!outcome.isKnown()) {
      end = NEVER;
    }
  }

  /// Whether the request can never change the store.
  boolean isRead() {
    return switch (request) {
      case RangeRequest _ -> true;
      case TxnRequest txn -> isReadOnly(txn);
      default -> false;
    };
  }

  /// Whether the request asked for a possibly stale answer: that of some prefix of the history. A
  /// transaction without any operation is one as well (etcd runs it on the spot).
  boolean isSerializable() {
    return switch (request) {
      case RangeRequest range -> range.getSerializable();
      case TxnRequest txn ->
          isReadOnly(txn)
              && txn.getSuccessList().stream().allMatch(Operation::isSerializable)
              && txn.getFailureList().stream().allMatch(Operation::isSerializable);
      default -> false;
    };
  }

  private static boolean isReadOnly(TxnRequest txn) {
    return txn.getSuccessList().stream().allMatch(RequestOp::hasRequestRange)
        && txn.getFailureList().stream().allMatch(RequestOp::hasRequestRange);
  }

  private static boolean isSerializable(RequestOp operation) {
    return operation.getRequestRange().getSerializable();
  }

  /// This operation as one line, times in milliseconds.
  @Override
  public String toString() {
    return Readable.line(this);
  }
}
