package probe;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mvccpb.KeyValue;
import verify.Operation;
import verify.Outcome;

/// What an acknowledged write did to one key.
///
/// @param value empty if the key was deleted
record Written(ByteString key, long revision, Optional<ByteString> value) {

  /// All that a call was told it did.
  static Stream<Written> by(Operation operation) {
    return operation.outcome() instanceof Outcome.Answered(var response)
        ? by(operation.request(), response).stream()
        : Stream.empty();
  }

  private static List<Written> by(Message request, Message response) {
    return switch (response) {
      case PutResponse answer -> List.of(put((PutRequest) request, revision(answer)));
      case DeleteRangeResponse answer when answer.getDeleted() > 0 ->
          List.of(
              new Written(
                  ((DeleteRangeRequest) request).getKey(),
                  answer.getHeader().getRevision(),
                  Optional.empty()));
      case TxnResponse answer when answer.getSucceeded() ->
          ((TxnRequest) request)
              .getSuccessList().stream()
                  .filter(RequestOp::hasRequestPut)
                  .map(op -> put(op.getRequestPut(), answer.getHeader().getRevision()))
                  .toList();
      default -> List.of();
    };
  }

  private static long revision(PutResponse answer) {
    return answer.getHeader().getRevision();
  }

  private static Written put(PutRequest put, long revision) {
    return new Written(put.getKey(), revision, Optional.of(put.getValue()));
  }

  /// Whether the key as of the revision is what the write left.
  ///
  /// @param found the pairs of that key at that revision
  boolean isIn(List<KeyValue> found) {
    if (value.isEmpty()) {
      return found.isEmpty();
    }
    return found.size() == 1
        && found.getFirst().getModRevision() == revision
        && found.getFirst().getValue().equals(value.get());
  }

  @Override
  public String toString() {
    return "%s %s at revision %d"
        .formatted(
            key.toStringUtf8(),
            value.map(v -> "= " + v.toStringUtf8()).orElse("deleted"),
            revision);
  }
}
