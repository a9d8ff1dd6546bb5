package verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.List;
import java.util.NavigableMap;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/// What an etcd key-value store does, one request at a time, in the plainest form: the measure that
/// answers of real stores are held against (https://etcd.io/docs/v3.6/learning/api_guarantees).
///
/// Requests must be well-formed, as the API's own checks demand; leases are not modelled.
final class KvModel {

  /// The effect of one request.
  ///
  /// @param state the store afterwards; the same object if nothing changed
  /// @param outcome the answer, or why the store refused
  record Step(KvState state, Outcome outcome) {}

  /// Why a request has no effect at all.
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final EtcdError error;

    private Refusal(EtcdError error) {
      super(error.text(), null, false, false);
      this.error = error;
    }
  }

  private final KvState before;
  private final NavigableMap<ByteString, KeyValue> changes = KvState.noChanges();

  private KvModel(KvState before) {
    this.before = before;
  }

  /// Runs one request on a state.
  ///
  /// @throws IllegalArgumentException if the model does not know the request
  static Step step(KvState state, Message request) {
    try {
      if (request instanceof CompactionRequest compaction) {
        return compact(state, compaction);
      }
      var model = new KvModel(state);
      var response = model.run(request);
      return new Step(model.after(), new Outcome.Answered(response));
    } catch (Refusal refusal) {
      return new Step(state, new Outcome.Refused(refusal.error));
    }
  }

  private static Step compact(KvState state, CompactionRequest request) throws Refusal {
    if (request.getRevision() <= state.compactRevision()) {
      throw new Refusal(EtcdError.COMPACTED);
    }
    if (request.getRevision() > state.revision()) {
      throw new Refusal(EtcdError.FUTURE_REVISION);
    }
    var response = CompactionResponse.newBuilder().setHeader(Headers.of(state.revision())).build();
    return new Step(state.compactedTo(request.getRevision()), new Outcome.Answered(response));
  }

  private Message run(Message request) throws Refusal {
    return switch (request) {
      case RangeRequest range -> range(range);
      case PutRequest put -> put(put);
      case DeleteRangeRequest delete -> delete(delete);
      case TxnRequest txn -> {
        refuseUnreadableIn(txn);
        yield txn(txn).toBuilder().setHeader(Headers.of(after().revision())).build();
      }
      default ->
          throw new IllegalArgumentException(
              "not modelled: " + request.getDescriptorForType().getFullName());
    };
  }

  /// The store as the operations so far leave it.
  private KvState after() {
    return changes.isEmpty() ? before : before.with(changes);
  }

  private RangeResponse range(RangeRequest request) throws Refusal {
    refuseUnreadable(request);
    var state = after();
    var revision = request.getRevision() > 0 ? request.getRevision() : state.revision();
    var pairs = state.range(request.getKey(), request.getRangeEnd(), revision);
    return Selection.of(request, pairs).setHeader(Headers.of(state.revision())).build();
  }

  private void refuseUnreadable(RangeRequest request) throws Refusal {
    var revision = request.getRevision();
    if (revision > after().revision()) {
      throw new Refusal(EtcdError.FUTURE_REVISION);
    }
    if (revision > 0 && revision < before.compactRevision()) {
      throw new Refusal(EtcdError.COMPACTED);
    }
  }

  private PutResponse put(PutRequest request) throws Refusal {
    if (request.getLease() != 0) {
      throw new IllegalArgumentException("leases are not modelled");
    }
    var old = current(request.getKey());
    if (old == null && (request.getIgnoreValue() || request.getIgnoreLease())) {
      throw new Refusal(EtcdError.KEY_NOT_FOUND);
    }
    var revision = before.revision() + 1;
    var pair =
        KeyValue.newBuilder()
            .setKey(request.getKey())
            .setValue(old != null && request.getIgnoreValue() ? old.getValue() : request.getValue())
            .setCreateRevision(old == null ? revision : old.getCreateRevision())
            .setModRevision(revision)
            .setVersion(old == null ? 1 : old.getVersion() + 1);
    changes.put(request.getKey(), pair.build());
    var response = PutResponse.newBuilder().setHeader(Headers.of(revision));
    if (old != null && request.getPrevKv()) {
      response.setPrevKv(old);
    }
    return response.build();
  }

  private @Nullable KeyValue current(ByteString key) {
    var state = after();
    var found = state.range(key, ByteString.EMPTY, state.revision());
    return found.isEmpty() ? null : found.getFirst();
  }

  private DeleteRangeResponse delete(DeleteRangeRequest request) {
    var state = after();
    var found = state.range(request.getKey(), request.getRangeEnd(), state.revision());
    for (var pair : found) {
      changes.put(pair.getKey(), KeyValue.getDefaultInstance());
    }
    var response =
        DeleteRangeResponse.newBuilder()
            .setHeader(Headers.of(after().revision()))
            .setDeleted(found.size());
    return request.getPrevKv() ? response.addAllPrevKvs(found).build() : response.build();
  }

  private TxnResponse txn(TxnRequest request) throws Refusal {
    var succeeded = holds(request);
    var response = TxnResponse.newBuilder().setSucceeded(succeeded);
    for (var operation : branch(request)) {
      response.addResponses(run(operation));
    }
    return response.build();
  }

  /// All compares, those of nested transactions too, look at the state before the whole.
  private boolean holds(TxnRequest request) {
    return request.getCompareList().stream().allMatch(compare -> Compares.hold(before, compare));
  }

  private List<RequestOp> branch(TxnRequest request) {
    return holds(request) ? request.getSuccessList() : request.getFailureList();
  }

  /// A range that cannot be read fails the whole transaction before any of its writes.
  private void refuseUnreadableIn(TxnRequest request) throws Refusal {
    for (var operation : branch(request)) {
      if (operation.hasRequestRange()) {
        refuseUnreadable(operation.getRequestRange());
      } else if (operation.hasRequestTxn()) {
        refuseUnreadableIn(operation.getRequestTxn());
      }
    }
  }

  private ResponseOp run(RequestOp operation) throws Refusal {
    var response = ResponseOp.newBuilder();
    return switch (operation.getRequestCase()) {
      case REQUEST_RANGE -> response.setResponseRange(range(operation.getRequestRange())).build();
      case REQUEST_PUT -> response.setResponsePut(put(operation.getRequestPut())).build();
      case REQUEST_DELETE_RANGE ->
          response.setResponseDeleteRange(delete(operation.getRequestDeleteRange())).build();
      case REQUEST_TXN -> response.setResponseTxn(txn(operation.getRequestTxn())).build();
      case REQUEST_NOT_SET -> throw new Refusal(EtcdError.KEY_NOT_FOUND);
    };
  }
}
