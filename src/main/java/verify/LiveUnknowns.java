package verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import mvccpb.KeyValue;

/// Writes of unknown outcome whose effect somebody saw: they did happen, and at which revision is
/// known. When they happened stays open, so that nothing is assumed that was not seen.
///
/// A put is known by its value, which is unique. Deletions of one key are alike: those seen go to
/// the first that were sent, which if any assignment explains the history explains it too.
final class LiveUnknowns {

  private final Map<ByteString, Operation> byValue = new HashMap<>();
  private final Map<ByteString, Deque<Operation>> deletions = new HashMap<>();
  private final Set<Long> answered = new HashSet<>();
  private final IdentityHashMap<Operation, Operation> resolved = new IdentityHashMap<>();

  private LiveUnknowns(List<Operation> operations) {
    operations.stream().sorted(Comparator.comparingLong(Operation::call)).forEach(this::index);
  }

  private void index(Operation operation) {
    if (Claim.of(operation).wrote()) {
      answered.add(Claim.of(operation).revision());
    } else if (!operation.outcome().isKnown()) {
      switch (operation.request()) {
        case PutRequest put -> byValue.put(put.getValue(), operation);
        case TxnRequest txn ->
            txn.getSuccessList().stream()
                .filter(RequestOp::hasRequestPut)
                .forEach(op -> byValue.put(op.getRequestPut().getValue(), operation));
        case DeleteRangeRequest delete when delete.getRangeEnd().isEmpty() ->
            deletions.computeIfAbsent(delete.getKey(), _ -> new ArrayDeque<>()).add(operation);
        default -> {}
      }
    }
  }

  /// The same operations, with an answer for each whose effect was seen.
  ///
  /// @param writes by revision what it is known to have written; a default instance says deleted
  static List<Operation> resolve(
      List<Operation> operations, NavigableMap<Long, Map<ByteString, KeyValue>> writes) {
    var unknowns = new LiveUnknowns(operations);
    writes.forEach(unknowns::resolve);
    var all = new ArrayList<Operation>();
    for (var operation : operations) {
      all.add(unknowns.resolved.getOrDefault(operation, operation));
    }
    return all;
  }

  private void resolve(long revision, Map<ByteString, KeyValue> changes) {
    if (answered.contains(revision)) {
      return;
    }
    writer(changes)
        .filter(writer -> !resolved.containsKey(writer))
        .ifPresent(
            writer ->
                answer(writer.request(), revision)
                    .ifPresent(answer -> resolved.put(writer, happened(writer, answer))));
  }

  private Optional<Operation> writer(Map<ByteString, KeyValue> changes) {
    for (var change : changes.entrySet()) {
      var writer =
          KvState.isTombstone(change.getValue())
              ? deletions.getOrDefault(change.getKey(), new ArrayDeque<>()).poll()
              : byValue.get(change.getValue().getValue());
      if (writer != null) {
        return Optional.of(writer);
      }
    }
    return Optional.empty();
  }

  private static Operation happened(Operation unknown, Message answer) {
    return new Operation(
        unknown.client(),
        unknown.call(),
        Operation.NEVER,
        unknown.request(),
        new Outcome.Answered(answer));
  }

  /// What the write would have been answered; nothing, if that takes more than its revision.
  private static Optional<Message> answer(Message request, long revision) {
    var header = Headers.of(revision);
    return switch (request) {
      case PutRequest put when !put.getPrevKv() ->
          Optional.of(PutResponse.newBuilder().setHeader(header).build());
      case DeleteRangeRequest delete when !delete.getPrevKv() ->
          Optional.of(DeleteRangeResponse.newBuilder().setHeader(header).setDeleted(1).build());
      case TxnRequest txn -> answer(txn, revision).map(answer -> answer);
      default -> Optional.empty();
    };
  }

  private static Optional<TxnResponse> answer(TxnRequest txn, long revision) {
    var answer = TxnResponse.newBuilder().setHeader(Headers.of(revision)).setSucceeded(true);
    for (var operation : txn.getSuccessList()) {
      if (!operation.hasRequestPut() || operation.getRequestPut().getPrevKv()) {
        return Optional.empty();
      }
      answer.addResponses(
          ResponseOp.newBuilder()
              .setResponsePut(PutResponse.newBuilder().setHeader(Headers.of(revision))));
    }
    return Optional.of(answer.build());
  }
}
