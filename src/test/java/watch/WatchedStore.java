package watch;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.ResponseHeader;
import etcdserverpb.TxnRequest;
import java.util.concurrent.Executor;
import mvcc.Batch;
import mvcc.MemoryBackend;
import mvcc.Past;
import mvcc.Store;
import mvcc.StoreLimits;

/// A store in memory and the hub of its watchers, all on the thread of the test.
final class WatchedStore {

  static final Past.Bounds WINDOW = new Past.Bounds(1000, 128 << 10);

  private final Store store;
  private final Hub hub;
  private long index;

  WatchedStore() {
    this(32 << 20, new WatchLimits(WINDOW, 2 << 20, 4, 1000), Runnable::run);
  }

  WatchedStore(long logBytes, WatchLimits limits, Executor readers) {
    store = Store.open(new MemoryBackend(), new StoreLimits(0, logBytes));
    hub = new Hub(store, limits, readers);
  }

  Store store() {
    return store;
  }

  Hub hub() {
    return hub;
  }

  RecordingClient client() {
    return new RecordingClient();
  }

  WatchStream open(Client client) {
    return open(client, Runnable::run);
  }

  WatchStream open(Client client, Executor thread) {
    return open(client, Admission.FREE, thread);
  }

  WatchStream open(Client client, Admission admission, Executor thread) {
    return new WatchStream(
        hub,
        client,
        revision -> ResponseHeader.newBuilder().setRevision(revision).build(),
        admission,
        thread);
  }

  Batch begin() {
    return store.begin();
  }

  void commit(Batch batch) {
    batch.commit(++index, 1);
  }

  /// Returns the revision of the write.
  long put(String key, String value) {
    var batch = begin();
    batch.put(PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8(value)).build());
    commit(batch);
    return store.view().revision();
  }

  void delete(String key) {
    delete(key, "");
  }

  void delete(String key, String end) {
    var batch = begin();
    batch.deleteRange(
        DeleteRangeRequest.newBuilder().setKey(utf8(key)).setRangeEnd(utf8(end)).build());
    commit(batch);
  }

  void txn(TxnRequest txn) {
    var batch = begin();
    batch.txn(txn);
    commit(batch);
  }

  /// Compacts, and removes what that makes unreadable.
  void compact(long revision) {
    var batch = begin();
    batch.compact(CompactionRequest.newBuilder().setRevision(revision).build());
    commit(batch);
    while (store.compactSlice(1000)) {}
  }

  static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
