package differential;

import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Where Sampo, which speaks as etcd 3.6 does, is to differ from the etcd 3.4 that Debian ships.
/// Whatever is not in this table is to be the same.
///
/// Not in the table, since no request of the KV service shows it without leases or watches: from
/// 3.4.34 on a compaction keeps a deletion that is just as old as the revision it keeps (for watches
/// from there); from 3.7 on `keys_only` ranges say nothing of leases; and from 3.7 on the limit of
/// a range sorted by key, ascending, is looked at early (the same pairs, less work).
enum Difference {
  /// etcd checks the sort order and target since 3.6 (`checkRangeRequest` in `v3rpc/key.go`).
  /// Before, an unknown order was none, and an unknown target ended the process with a nil pointer:
  /// so the old etcd is not asked at all.
  SORT_OPTION {
    @Override
    Optional<Answer> instead(Message request) {
      return request instanceof RangeRequest range
              && !range.getKey().isEmpty()
              && (range.getSortOrder() == RangeRequest.SortOrder.UNRECOGNIZED
                  || range.getSortTarget() == RangeRequest.SortTarget.UNRECOGNIZED)
          ? Optional.of(Answer.of(EtcdError.INVALID_SORT_OPTION))
          : Optional.empty();
    }
  },

  /// A transaction that fails for a put and for a range as well: 3.4 looks at all puts before all
  /// ranges (`checkRequests` in `apply.go`), later ones look at both in their order (`checkTxn` in
  /// `txn/txn.go`). Either way nothing is written, and both failures are true.
  ORDER_OF_FAILURES {
    private static final Set<Answer> OF_PUTS =
        Set.of(Answer.of(EtcdError.KEY_NOT_FOUND), Answer.of(EtcdError.LEASE_NOT_FOUND));
    private static final Set<Answer> OF_RANGES =
        Set.of(Answer.of(EtcdError.COMPACTED), Answer.of(EtcdError.FUTURE_REVISION));

    @Override
    boolean excuses(Message request, Answer etcd, Answer sampo) {
      return request instanceof TxnRequest txn
          && OF_PUTS.contains(etcd)
          && OF_RANGES.contains(sampo)
          && rangeBeforePut(txn);
    }
  };

  /// What Sampo is to answer, if etcd is not to be asked.
  Optional<Answer> instead(Message request) {
    return Optional.empty();
  }

  /// Whether these two answers may differ so.
  boolean excuses(Message request, Answer etcd, Answer sampo) {
    return false;
  }

  /// Whether a range that may fail comes before a put that may fail.
  private static boolean rangeBeforePut(TxnRequest txn) {
    return Stream.of(txn.getSuccessList(), txn.getFailureList())
        .map(branch -> branch.stream().flatMap(Difference::leaves).toList())
        .anyMatch(
            leaves ->
                leaves.stream()
                    .dropWhile(op -> op.getRequestRange().getRevision() == 0)
                    .map(RequestOp::getRequestPut)
                    .anyMatch(
                        put ->
                            put.getLease() != 0 || put.getIgnoreValue() || put.getIgnoreLease()));
  }

  private static Stream<RequestOp> leaves(RequestOp op) {
    TxnRequest nested = op.getRequestTxn();
    return op.hasRequestTxn()
        ? Stream.of(nested.getSuccessList(), nested.getFailureList())
            .flatMap(List::stream)
            .flatMap(Difference::leaves)
        : Stream.of(op);
  }
}
