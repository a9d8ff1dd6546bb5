package verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mvccpb.Event;
import mvccpb.KeyValue;
import verify.watches.Annals;

/// Writes down what requests make happen, one after the other, by the model of the judge: annals in
/// which no store had a hand that is to be held against them.
public final class PlainAnnals {

  private final Annals annals = new Annals();
  private KvState state = KvState.EMPTY;

  /// All that has happened so far, each event with the pair before it.
  public Annals annals() {
    return annals;
  }

  /// A request takes effect, or is refused.
  ///
  /// @param nanos when, on the clock of those who are told what happened
  public void next(Message request, long nanos) {
    var before = state;
    var step = KvModel.step(before, request);
    state = step.state();
    if (state.compactRevision() > before.compactRevision()) {
      annals.compacted(state.compactRevision(), nanos);
    }
    if (state.revision() > before.revision()
        && step.outcome() instanceof Outcome.Answered(var response)) {
      written(request, response).distinct().forEach(key -> annals.happened(event(key, before)));
    }
  }

  /// The keys that a request has changed, in the order of its operations.
  private Stream<ByteString> written(Message request, Message response) {
    return switch (request) {
      case PutRequest put -> Stream.of(put.getKey());
      case DeleteRangeRequest delete ->
          state.lastChanges().keySet().stream().filter(key -> covers(delete, key));
      case TxnRequest txn when response instanceof TxnResponse answer -> {
        var branch = answer.getSucceeded() ? txn.getSuccessList() : txn.getFailureList();
        yield IntStream.range(0, branch.size())
            .boxed()
            .flatMap(i -> written(inner(branch, i), answer.getResponses(i).getResponseTxn()));
      }
      default -> Stream.empty();
    };
  }

  private static Message inner(List<RequestOp> branch, int place) {
    var operation = branch.get(place);
    return switch (operation.getRequestCase()) {
      case REQUEST_RANGE -> operation.getRequestRange();
      case REQUEST_PUT -> operation.getRequestPut();
      case REQUEST_DELETE_RANGE -> operation.getRequestDeleteRange();
      case REQUEST_TXN -> operation.getRequestTxn();
      case REQUEST_NOT_SET -> operation;
    };
  }

  private boolean covers(DeleteRangeRequest delete, ByteString key) {
    var change = state.lastChanges().getOrDefault(key, KeyValue.getDefaultInstance());
    if (!KvState.isTombstone(change)) {
      return false;
    }
    return delete.getRangeEnd().isEmpty()
        ? key.equals(delete.getKey())
        : Compares.BYTE_ORDER.compare(key, delete.getKey()) >= 0
            && KvState.isBefore(key, delete.getRangeEnd());
  }

  private Event event(ByteString key, KvState before) {
    var change = state.lastChanges().getOrDefault(key, KeyValue.getDefaultInstance());
    var event = Event.newBuilder().setKv(change);
    if (KvState.isTombstone(change)) {
      var tombstone = KeyValue.newBuilder().setKey(key).setModRevision(state.revision());
      event.setType(Event.EventType.DELETE).setKv(tombstone);
    }
    before.range(key, ByteString.EMPTY, before.revision()).forEach(event::setPrevKv);
    return event.build();
  }
}
