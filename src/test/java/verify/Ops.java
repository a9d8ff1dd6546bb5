package verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.CompactionRequest;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.List;

/// Requests and histories for the tests of the judge.
final class Ops {

  private Ops() {}

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  static PutRequest put(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
  }

  static DeleteRangeRequest delete(String key) {
    return DeleteRangeRequest.newBuilder().setKey(bytes(key)).setPrevKv(true).build();
  }

  static RangeRequest read(String key) {
    return RangeRequest.newBuilder().setKey(bytes(key)).build();
  }

  static RangeRequest readStale(String key) {
    return read(key).toBuilder().setSerializable(true).build();
  }

  static RangeRequest readAt(String key, long revision) {
    return read(key).toBuilder().setRevision(revision).build();
  }

  static RangeRequest readAll() {
    var zero = ByteString.copyFrom(new byte[1]);
    return RangeRequest.newBuilder().setKey(zero).setRangeEnd(zero).build();
  }

  static CompactionRequest compact(long revision) {
    return CompactionRequest.newBuilder().setRevision(revision).build();
  }

  /// Puts if the key was last modified at the revision, else reads it.
  static TxnRequest compareAndSwap(String key, long modRevision, String value) {
    return TxnRequest.newBuilder()
        .addCompare(
            Compare.newBuilder()
                .setKey(bytes(key))
                .setTarget(Compare.CompareTarget.MOD)
                .setModRevision(modRevision))
        .addSuccess(RequestOp.newBuilder().setRequestPut(put(key, value)))
        .addFailure(RequestOp.newBuilder().setRequestRange(read(key)))
        .build();
  }

  /// A history, answers taken from the model in the order in which the operations are added.
  static final class History {
    final List<Operation> operations = new ArrayList<>();
    private KvState state = KvState.EMPTY;

    /// An operation that takes effect now and is answered as the model says.
    History then(int client, long call, long end, Message request) {
      return add(new Operation(client, call, end, request, effect(request)));
    }

    /// An operation that takes effect now; its client never hears.
    History unheard(int client, long call, Message request) {
      effect(request);
      return lost(client, call, request);
    }

    /// An operation that never takes effect; its client never hears.
    History lost(int client, long call, Message request) {
      return add(new Operation(client, call, Operation.NEVER, request, Outcome.UNKNOWN));
    }

    History add(Operation operation) {
      operations.add(operation);
      return this;
    }

    Outcome effect(Message request) {
      var step = KvModel.step(state, request);
      state = step.state();
      return step.outcome();
    }

    Verdict verdict() {
      return Linearizability.check(operations);
    }
  }

  static Outcome refused(EtcdError error) {
    return new Outcome.Refused(error);
  }
}
