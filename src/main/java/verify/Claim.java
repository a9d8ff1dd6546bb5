package verify;

import com.google.protobuf.Message;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeResponse;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnResponse;
import java.util.List;
import java.util.stream.Stream;
import mvccpb.KeyValue;

/// What an operation's outcome says of the order, read off without the model.
///
/// Every answer carries a store revision, and a write's answer the one that it alone made. A search
/// that looks at these first tries few orders; that they are right is still for the model to say.
final class Claim {

  /// The answer carries no revision.
  static final long NONE = -1;

  private Claim() {}

  /// The store revision right after the operation; [#NONE] if the outcome does not say.
  static long revision(Operation operation) {
    return operation.outcome() instanceof Outcome.Answered(var response)
        ? Headers.revision(response)
        : NONE;
  }

  /// Whether the answer says that the operation made a new revision.
  static boolean wrote(Operation operation) {
    return operation.outcome() instanceof Outcome.Answered(var response) && wrote(response);
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
