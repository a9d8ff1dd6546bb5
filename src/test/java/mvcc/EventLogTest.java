package mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import java.util.ArrayList;
import java.util.List;
import mvccpb.Event;
import org.junit.jupiter.api.Test;

final class EventLogTest {

  private static final Past.Bounds ALL = new Past.Bounds(Integer.MAX_VALUE, Long.MAX_VALUE);

  private final MemoryBackend rows = new MemoryBackend();
  private long index;

  private Store store(long logBytes) {
    return Store.open(rows, new StoreLimits(0, logBytes));
  }

  private void put(Store store, String key, String value) {
    var batch = store.begin();
    batch.put(PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8(value)).build());
    batch.commit(++index, 1);
  }

  private void delete(Store store, String from, String end) {
    var batch = store.begin();
    batch.deleteRange(
        DeleteRangeRequest.newBuilder().setKey(utf8(from)).setRangeEnd(utf8(end)).build());
    batch.commit(++index, 1);
  }

  private static List<Long> revisions(Past.Window window) {
    return window.moments().stream().map(Moment::revision).toList();
  }

  @Test
  void theStoreTellsTheSameAsTheLog() {
    var store = store(1 << 20);
    put(store, "a", "1");
    put(store, "b", "2");
    put(store, "a", "3");
    delete(store, "a", "z");
    var told = store.events().read(2, 5, ALL);
    assertThat(store.past(2, 5, ALL)).isEqualTo(told);
    assertThat(revisions(told)).containsExactly(2L, 3L, 4L, 5L);
    var deleted = told.moments().getLast().events();
    assertThat(deleted)
        .extracting(event -> event.getKv().getKey().toStringUtf8())
        .containsExactly("a", "b");
    assertThat(deleted).allMatch(event -> event.getType() == Event.EventType.DELETE);
    assertThat(deleted).allMatch(event -> event.getKv().getModRevision() == 5);
  }

  @Test
  void theOldestGoesWhenTheLogIsFull() {
    var store = store(2000);
    for (int i = 0; i < 5000; i++) {
      put(store, "k", "v".repeat(i % 50));
    }
    long oldest = store.events().oldest();
    assertThat(oldest).isBetween(4980L, 5001L);
    assertThat(store.events().read(oldest - 1, 5001, ALL)).isNull();
    var window = store.events().read(oldest, 5001, ALL);
    assertThat(window).isEqualTo(store.past(oldest, 5001, ALL));
    assertThat(window.moments().stream().mapToLong(Moment::bytes).sum()).isLessThanOrEqualTo(2000);
  }

  @Test
  void theLogGrowsAsItsBytesLet() {
    var store = store(64 << 20);
    for (int i = 0; i < 3000; i++) {
      put(store, "k" + i, "v");
    }
    assertThat(store.events().read(2, 3001, ALL)).isEqualTo(store.past(2, 3001, ALL));
  }

  @Test
  void aWindowEndsWithARevisionThatReachesABound() {
    var store = store(1 << 20);
    for (int i = 0; i < 10; i++) {
      put(store, "k", "v");
    }
    for (var bounds : List.of(new Past.Bounds(3, 1 << 20), new Past.Bounds(100, 500))) {
      var window = store.events().read(4, 11, bounds);
      assertThat(window.to()).isEqualTo(6);
      assertThat(revisions(window)).containsExactly(4L, 5L, 6L);
      assertThat(store.past(4, 11, bounds)).isEqualTo(window);
    }
  }

  @Test
  void whatIsCompactedCannotBeReadBack() {
    var store = store(0);
    for (int i = 0; i < 5; i++) {
      put(store, "k", "v");
    }
    var batch = store.begin();
    batch.compact(CompactionRequest.newBuilder().setRevision(4).build());
    batch.commit(++index, 1);
    assertThat(store.past(3, 6, ALL)).isEqualTo(new Past.Compacted());
    assertThat(revisions((Past.Window) store.past(4, 6, ALL))).containsExactly(4L, 5L, 6L);
  }

  @Test
  void theListenerHearsEachBatchOnce() {
    var store = store(0);
    put(store, "a", "1");
    List<Long> heard = new ArrayList<>();
    long before =
        store.events().listen(moments -> moments.forEach(moment -> heard.add(moment.revision())));
    assertThat(before).isEqualTo(2);
    put(store, "a", "2");
    delete(store, "none", "");
    delete(store, "a", "");
    assertThat(heard).containsExactly(3L, 4L);
  }

  @Test
  void aReopenedStoreHasItsPastInItsRows() {
    var store = store(1 << 20);
    put(store, "a", "1");
    put(store, "a", "2");
    var reopened = store(1 << 20);
    assertThat(reopened.events().read(2, 3, ALL)).isNull();
    assertThat(reopened.events().oldest()).isEqualTo(4);
    assertThat(revisions((Past.Window) reopened.past(2, 3, ALL))).containsExactly(2L, 3L);
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
