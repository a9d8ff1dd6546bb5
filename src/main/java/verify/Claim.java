package verify;

import com.google.protobuf.Message;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.List;
import java.util.stream.Stream;
import mvccpb.KeyValue;

/// What an operation's outcome says of the order, read off without the model.
///
/// Every answer carries a store revision, and a write's answer the one that it alone made. A search
/// that looks at these first tries few orders; that they are right is still for the model to say.
///
/// @param revision the store revision right after the operation; [#NONE] if the outcome does not say
/// @param wrote whether the answer says that the operation made that revision
/// @param sightings the pairs that the answer showed; with keys only, their values are empty
record Claim(long revision, boolean wrote, List<KeyValue> sightings) {

  /// The answer carries no revision.
  static final long NONE = -1;

  private static final Claim NOTHING = new Claim(NONE, false, List.of());

  static Claim of(Operation operation) {
    return operation.outcome() instanceof Outcome.Answered(var response)
        ? new Claim(Headers.revision(response), wrote(response), sightings(response).toList())
        : NOTHING;
  }

  /// The last revision that a shown pair is known to have been the current one at: that of the read,
  /// or the one before if the operation wrote.
  ///
  /// @param operation the operation that the claim is of
  long seenAt(Operation operation) {
    return switch (operation.request()) {
      case RangeRequest range when range.getRevision() > 0 -> range.getRevision();
      case TxnRequest txn when looksBack(txn) -> NONE;
      default -> wrote ? revision - 1 : revision;
    };
  }

  private static boolean looksBack(TxnRequest txn) {
    return Stream.concat(txn.getSuccessList().stream(), txn.getFailureList().stream())
        .anyMatch(
            operation ->
                operation.getRequestRange().getRevision() > 0
                    || looksBack(operation.getRequestTxn()));
  }

  private static boolean wrote(Message response) {
    return switch (response) {
      case PutResponse _ -> true;
      case DeleteRangeResponse delete -> delete.getDeleted() > 0;
      case TxnResponse txn -> txn.getResponsesList().stream().anyMatch(r -> wrote(inner(r)));
      default -> false;
    };
  }

  /// The pairs that the answer showed; with keys only, their values are empty.
  static List<KeyValue> sightings(Operation operation) {
    return operation.outcome() instanceof Outcome.Answered(var response)
        ? sightings(response).toList()
        : List.of();
  }

  private static Stream<KeyValue> sightings(Message response) {
    return switch (response) {
      case RangeResponse range -> range.getKvsList().stream();
      case PutResponse put -> put.hasPrevKv() ? Stream.of(put.getPrevKv()) : Stream.empty();
      case DeleteRangeResponse delete -> delete.getPrevKvsList().stream();
      case TxnResponse txn -> txn.getResponsesList().stream().flatMap(r -> sightings(inner(r)));
      default -> Stream.empty();
    };
  }

  private static Message inner(ResponseOp response) {
    return switch (response.getResponseCase()) {
      case RESPONSE_RANGE -> response.getResponseRange();
      case RESPONSE_PUT -> response.getResponsePut();
      case RESPONSE_DELETE_RANGE -> response.getResponseDeleteRange();
      case RESPONSE_TXN -> response.getResponseTxn();
      case RESPONSE_NOT_SET -> response;
    };
  }
}
