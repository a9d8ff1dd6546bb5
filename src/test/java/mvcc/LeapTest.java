package mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.PutRequest;
import etcdserverpb.ResponseHeader;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Test;
import watch.Admission;
import watch.Client;
import watch.Hub;
import watch.WatchLimits;
import watch.WatchStream;

/// A store may leap over revisions whose batches it has not seen, as with a snapshot of another
/// member: no watcher misses what lies between.
final class LeapTest {

  private static final ByteString KEY = ByteString.copyFromUtf8("a");

  private final MemoryBackend rows = new MemoryBackend();
  private final Store store = Store.open(rows, StoreLimits.defaults());
  private final List<Long> heard = new ArrayList<>();

  private final class Listening implements Client {
    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(WatchResponse response) {
      response.getEventsList().forEach(event -> heard.add(event.getKv().getModRevision()));
    }

    @Override
    public void fail(RuntimeException why) {
      throw why;
    }
  }

  @Test
  void watchersHearWhatTheStoreHasLeaptOver() {
    var limits = new WatchLimits(new Past.Bounds(1000, 1 << 20), 1 << 20, 1, 1000);
    var hub = new Hub(store, limits, Runnable::run);
    var stream =
        new WatchStream(
            hub,
            new Listening(),
            _ -> ResponseHeader.getDefaultInstance(),
            Admission.FREE,
            Runnable::run);
    stream.request(
        WatchRequest.newBuilder()
            .setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY))
            .build());
    putElsewhere(5);
    var pair = KeyValue.newBuilder().setKey(KEY).setModRevision(6).build();
    store.events().append(List.of(new Change(pair, new KeyState(0, 6, 2, 5, 0), null)));
    assertThat(heard).containsExactly(2L, 3L, 4L, 5L, 6L);
    assertThat(store.events().oldest()).isEqualTo(6);
  }

  private void putElsewhere(int count) {
    var other = Store.open(rows, StoreLimits.defaults());
    for (int i = 1; i <= count; i++) {
      var batch = other.begin();
      batch.put(PutRequest.newBuilder().setKey(KEY).build());
      batch.commit(i, 1);
    }
  }
}
