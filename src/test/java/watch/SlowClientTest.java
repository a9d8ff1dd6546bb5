package watch;

import static org.assertj.core.api.Assertions.assertThat;
import static watch.Requests.cancel;
import static watch.Requests.progress;
import static watch.Requests.watch;
import static watch.Requests.watchAll;
import static watch.WatchedStore.utf8;

import etcdserverpb.PutRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import mvcc.Past;
import mvccpb.Event;
import org.junit.jupiter.api.Test;

/// Clients that do not keep up, and events too many or too large to send at once.
final class SlowClientTest {

  private static final WatchLimits LIMITS = new WatchLimits(WatchedStore.WINDOW, 2 << 20, 4, 1000);

  private final RecordingClient client = new RecordingClient();

  private static List<Long> revisions(List<WatchResponse> responses) {
    return responses.stream()
        .flatMap(response -> response.getEventsList().stream())
        .map(Event::getKv)
        .map(pair -> pair.getModRevision())
        .toList();
  }

  private static List<Long> from(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void aClientThatStopsReadingIsSentNothingAndLaterAllOfIt() {
    var store = new WatchedStore();
    var stream = store.open(client);
    stream.request(watchAll(all -> all));
    client.drain();
    client.stopReading();
    for (int i = 0; i < 100; i++) {
      store.put("k" + i, "v");
    }
    assertThat(client.drain()).isEmpty();
    assertThat(store.hub().lateWatchers()).isEqualTo(1);
    assertThat(store.hub().backlog()).isEqualTo(100);
    assertThat(store.hub().farthest()).isEqualTo(100);
    client.readOn();
    stream.run();
    var sent = client.drain();
    assertThat(sent).as("what has gathered goes together").hasSize(1);
    assertThat(revisions(sent)).isEqualTo(from(2, 101));
    assertThat(store.hub().lateWatchers()).isEqualTo(0);
    assertThat(store.hub().backlog()).isEqualTo(0);
  }

  /// Sorting the same events anew for all who wait, each time that a few responses fit, would cost
  /// more than the events; piling them up would cost memory that no window bounds.
  @Test
  void aClientThatTakesLittleIsSentThatMuchAndTheRestWaits() {
    var store = new WatchedStore();
    var stream = store.open(client);
    for (int i = 0; i < 1000; i++) {
      stream.request(watch("k"));
    }
    client.drain();
    client.stopReading();
    store.put("k", "v".repeat(1000));
    store.put("k", "v");
    client.take(1);
    stream.run();
    for (int i = 0; i < 1000; i++) {
      assertThat(revisions(client.drain())).containsExactly(2L, 3L);
      assertThat(store.hub().lateWatchers()).isEqualTo(i < 999 ? 1000 : 0);
      assertThat(store.hub().backlog()).isEqualTo(i < 999 ? 2 : 0);
      client.take(1);
      stream.run();
    }
    assertThat(client.drain()).isEmpty();
  }

  @Test
  void whatWaitsForACanceledWatcherIsNotSent() {
    var store = new WatchedStore();
    var stream = store.open(client);
    stream.request(watch("k"));
    stream.request(watch("k"));
    client.drain();
    client.take(1);
    store.put("k", "2");
    assertThat(client.lines()).containsExactly("0 @2: 2 put k=2");
    stream.request(cancel(1));
    stream.request(watch("k", create -> create.setWatchId(1)));
    client.drain();
    client.readOn();
    store.put("k", "3");
    assertThat(client.lines()).containsExactly("0 @3: 3 put k=3", "1 @3: 3 put k=3");
  }

  @Test
  void aWindowWithManyWatchersEndsByTheMemoryThatItTakes() {
    var store = new WatchedStore();
    var stream = store.open(client);
    stream.request(watch("k"));
    client.drain();
    client.stopReading();
    for (int i = 0; i < 500; i++) {
      store.put("k", "v".repeat(1000));
    }
    client.readOn();
    stream.run();
    var sent = client.drain();
    assertThat(revisions(sent)).isEqualTo(from(2, 501));
    long most = WatchedStore.WINDOW.bytes() + 2000;
    assertThat(sent).allMatch(response -> response.getSerializedSize() < most);
    assertThat(sent).hasSizeLessThan(10);
  }

  @Test
  void whatTheLogHasForgottenIsReadBackFromTheStore() {
    var store = new WatchedStore(1000, LIMITS, Runnable::run);
    var stream = store.open(client);
    stream.request(watchAll(all -> all));
    client.drain();
    client.stopReading();
    for (int i = 0; i < 3000; i++) {
      store.put("k", "v" + i);
    }
    client.readOn();
    stream.run();
    var sent = client.drain();
    assertThat(revisions(sent)).isEqualTo(from(2, 3001));
    assertThat(sent).allMatch(response -> response.getEventsCount() <= 1000);
  }

  @Test
  void aSlowWatcherOvertakenByACompactionIsCanceledOnce() {
    var store = new WatchedStore(0, LIMITS, Runnable::run);
    var stream = store.open(client);
    stream.request(watch("a"));
    stream.request(watch("b"));
    client.drain();
    client.stopReading();
    store.put("a", "2");
    store.put("a", "3");
    store.compact(3);
    store.put("b", "4");
    client.readOn();
    stream.run();
    store.put("a", "5");
    stream.run();
    assertThat(client.lines())
        .containsExactly("0 canceled compacted 3 @0", "1 canceled compacted 3 @0");
  }

  @Test
  void aWatcherWhosePastIsInMemoryOutlivesACompaction() {
    var store = new WatchedStore();
    var stream = store.open(client);
    stream.request(watch("a"));
    client.drain();
    client.stopReading();
    store.put("a", "2");
    store.put("a", "3");
    store.compact(3);
    client.readOn();
    stream.run();
    assertThat(client.lines()).containsExactly("0 @3: 2 put a=2, 3 put a=3");
  }

  @Test
  void thereIsNoProgressWhileAnyWatcherIsBehind() {
    List<Runnable> readers = new ArrayList<>();
    var store = new WatchedStore(0, LIMITS, readers::add);
    store.put("a", "2");
    var stream = store.open(client);
    stream.request(watch("b", create -> create.setProgressNotify(true)));
    stream.request(watch("a", create -> create.setStartRevision(2).setProgressNotify(true)));
    client.drain();
    stream.request(progress());
    stream.tick();
    assertThat(client.lines()).as("the one that keeps up has its own").containsExactly("0 @2");
    readers.removeFirst().run();
    stream.request(progress());
    assertThat(client.lines()).containsExactly("1 @2: 2 put a=2", "-1 @2");
  }

  @Test
  void noMoreStreamsReadBackAtOnceThanAllowed() {
    List<Runnable> readers = new ArrayList<>();
    var limits = new WatchLimits(WatchedStore.WINDOW, 2 << 20, 2, 1000);
    var store = new WatchedStore(0, limits, readers::add);
    store.put("a", "2");
    for (int i = 0; i < 5; i++) {
      store.open(client).request(watchAll(all -> all.setStartRevision(1)));
    }
    client.drain();
    for (int left = 5; left > 0; left--) {
      assertThat(readers).hasSize(Math.min(left, 2));
      readers.removeFirst().run();
    }
    assertThat(revisions(client.drain())).hasSize(5).containsOnly(2L);
  }

  @Test
  void aWatcherInThePastDoesNotHoldUpTheOthers() {
    List<Runnable> readers = new ArrayList<>();
    var store = new WatchedStore(300, LIMITS, readers::add);
    store.put("a", "2");
    store.put("b", "3");
    var stream = store.open(client);
    stream.request(watch("a", create -> create.setStartRevision(1)));
    stream.request(watch("b"));
    client.drain();
    store.put("b", "4");
    assertThat(client.lines()).containsExactly("1 @4: 4 put b=4");
    readers.removeFirst().run();
    assertThat(client.lines()).containsExactly("0 @3: 2 put a=2");
  }

  @Test
  void aLargeResponseIsCutUpForThoseWhoWantItSo() {
    var limits = new WatchLimits(new Past.Bounds(1000, 1 << 20), 1000, 4, 1000);
    var store = new WatchedStore(1 << 20, limits, Runnable::run);
    var batch = store.begin();
    for (int i = 0; i < 9; i++) {
      batch.put(
          PutRequest.newBuilder().setKey(utf8("k" + i)).setValue(utf8("v".repeat(300))).build());
    }
    store.commit(batch);
    var stream = store.open(client);
    stream.request(watchAll(all -> all.setStartRevision(1).setFragment(true)));
    stream.request(watchAll(all -> all.setStartRevision(1)));
    var sent = client.drain().stream().filter(response -> !response.getCreated()).toList();
    var parts = sent.subList(0, sent.size() - 1);
    assertThat(parts).hasSizeGreaterThan(2);
    assertThat(parts).allMatch(part -> part.getWatchId() == 0 && part.getSerializedSize() < 1000);
    assertThat(parts.subList(0, parts.size() - 1)).allMatch(WatchResponse::getFragment);
    assertThat(parts.getLast().getFragment()).isFalse();
    assertThat(revisions(parts)).isEqualTo(from(2, 10));
    assertThat(sent.getLast().getEventsCount()).as("whole at any size").isEqualTo(9);
  }

  @Test
  void aStreamThatCannotGoOnEnds() {
    List<Runnable> readers = new ArrayList<>();
    var store = new WatchedStore(0, LIMITS, readers::add);
    store.put("a", "2");
    var failing =
        new Client() {
          private boolean ended;

          @Override
          public boolean isReady() {
            return true;
          }

          @Override
          public void send(WatchResponse response) {
            if (response.getEventsCount() > 0) {
              throw new IllegalStateException("broken");
            }
          }

          @Override
          public void fail(RuntimeException why) {
            ended = true;
          }
        };
    store.open(failing).request(watchAll(all -> all.setStartRevision(1)));
    readers.removeFirst().run();
    assertThat(failing.ended).isTrue();
    assertThat(store.hub().streams()).isEqualTo(0);
    assertThat(store.hub().watchers()).isEqualTo(0);
  }
}
