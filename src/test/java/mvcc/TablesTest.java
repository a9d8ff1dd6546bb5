package mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.PutRequest;
import org.junit.jupiter.api.Test;

/// What a store keeps beside its keys, and what tells whether two stores are equal.
class TablesTest {

  private final MemoryBackend backend = new MemoryBackend();
  private final Store store = open();

  private Store open() {
    return Store.open(backend, StoreLimits.defaults());
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private void put(String key, String value, long index) {
    Batch batch = store.begin();
    batch.put(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build());
    batch.commit(index, 1);
  }

  @Test
  void equalStoresHaveEqualDigests() {
    put("a", "1", 1);
    int digest = store.view().digest();
    assertThat(open().view().digest()).isEqualTo(digest);
    put("a", "1", 2);
    assertThat(store.view().digest()).isNotEqualTo(digest);
  }

  @Test
  void tablesAreKeptBesideTheKeys() {
    Batch batch = store.begin();
    batch.putRow("members", bytes("1"), bytes("one"));
    batch.putRow("members", bytes("2"), bytes("two"));
    batch.putRow("membership", bytes("1"), bytes("other"));
    batch.commit(1, 1);
    Batch later = store.begin();
    later.deleteRow("members", bytes("1"));
    later.commit(2, 1);
    assertThat(open().rows("members")).containsExactly(new Store.Row(bytes("2"), bytes("two")));
    assertThat(open().rows("member")).isEmpty();
    assertThat(store.view().revision()).isEqualTo(1);
  }
}
