package mvcc;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import java.util.SplittableRandom;

/// A store with a seeded history of puts, deletions and compactions.
final class RandomStore {

  final MemoryBackend backend = new MemoryBackend();
  private final SplittableRandom dice;
  private Store store = Store.open(backend, StoreLimits.defaults());
  private long index;

  RandomStore(long seed) {
    dice = new SplittableRandom(seed);
  }

  Store store() {
    return store;
  }

  void write(int proposals) {
    for (int i = 0; i < proposals; i++) {
      Batch batch = store.begin();
      ByteString key = ByteString.copyFromUtf8("k" + dice.nextInt(40));
      if (dice.nextInt(4) == 0) {
        batch.deleteRange(DeleteRangeRequest.newBuilder().setKey(key).build());
      } else {
        ByteString value = ByteString.copyFrom(new byte[dice.nextInt(300)]);
        batch.put(PutRequest.newBuilder().setKey(key).setValue(value).build());
      }
      batch.commit(++index, 1);
    }
  }

  void compact(long revision) {
    Batch batch = store.begin();
    batch.compact(CompactionRequest.newBuilder().setRevision(revision).build());
    batch.commit(++index, 1);
  }

  void putRow(String table, String key, String value) {
    Batch batch = store.begin();
    batch.putRow(table, ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value));
    batch.commit(++index, 1);
  }

  void scrub() {
    while (store.compactSlice(7)) {}
  }

  void reopen() {
    store = Store.open(backend, StoreLimits.defaults());
  }
}
