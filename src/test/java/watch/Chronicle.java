package watch;

import static watch.WatchedStore.utf8;

import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.TreeMap;
import mvccpb.Event;
import mvccpb.KeyValue;
import verify.watches.Annals;

/// The slow, obvious twin: every event there ever was, each with the pair before it.
final class Chronicle {

  private final TreeMap<String, KeyValue> keys = new TreeMap<>();
  private final Annals annals = new Annals();
  private long revision = 1;
  private long compactRevision = -1;

  long revision() {
    return revision;
  }

  long compactRevision() {
    return compactRevision;
  }

  Annals annals() {
    return annals;
  }

  void compacted(long at) {
    compactRevision = at;
    annals.compacted(at);
  }

  /// A transaction of puts and deletions of single keys, no key twice.
  void happened(TxnRequest txn) {
    long before = annals.size();
    txn.getSuccessList().forEach(this::happened);
    revision += annals.size() > before ? 1 : 0;
  }

  private void happened(RequestOp operation) {
    if (operation.hasRequestPut()) {
      put(operation.getRequestPut());
    } else {
      delete(operation.getRequestDeleteRange());
    }
  }

  private void put(PutRequest put) {
    var key = put.getKey().toStringUtf8();
    var previous = keys.get(key);
    var pair =
        KeyValue.newBuilder()
            .setKey(put.getKey())
            .setValue(put.getValue())
            .setModRevision(revision + 1)
            .setCreateRevision(previous == null ? revision + 1 : previous.getCreateRevision())
            .setVersion(previous == null ? 1 : previous.getVersion() + 1)
            .build();
    keys.put(key, pair);
    var event = Event.newBuilder().setKv(pair);
    annals.happened(previous == null ? event.build() : event.setPrevKv(previous).build());
  }

  private void delete(DeleteRangeRequest delete) {
    var previous = keys.remove(delete.getKey().toStringUtf8());
    if (previous != null) {
      var tombstone = KeyValue.newBuilder().setKey(delete.getKey()).setModRevision(revision + 1);
      annals.happened(
          Event.newBuilder()
              .setType(Event.EventType.DELETE)
              .setKv(tombstone)
              .setPrevKv(previous)
              .build());
    }
  }

  static RequestOp putOf(ByteString key, String value) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(utf8(value)))
        .build();
  }

  static RequestOp deletionOf(ByteString key) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
        .build();
  }
}
