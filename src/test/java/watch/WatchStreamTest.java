package watch;

import static org.assertj.core.api.Assertions.assertThat;
import static watch.Requests.cancel;
import static watch.Requests.progress;
import static watch.Requests.watch;
import static watch.Requests.watchAll;
import static watch.Requests.watchFrom;
import static watch.WatchedStore.WINDOW;
import static watch.WatchedStore.utf8;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.WatchCreateRequest.FilterType;
import etcdserverpb.WatchRequest;
import org.junit.jupiter.api.Test;

/// The rules of etcd's watch, each on one stream.
final class WatchStreamTest {

  private final WatchedStore store = new WatchedStore();
  private final RecordingClient client = new RecordingClient();
  private final WatchStream stream = store.open(client);

  @Test
  void eachCreationIsAnsweredOnceAndInOrderWithIdsFromZero() {
    stream.request(watch("a"));
    stream.request(watch("b"));
    assertThat(client.lines()).containsExactly("0 created @1", "1 created @1");
  }

  @Test
  void whatHappensAfterTheCreationIsTold() {
    store.put("a", "old");
    stream.request(watch("a"));
    store.put("a", "new");
    store.put("b", "other");
    store.delete("a");
    assertThat(client.lines())
        .containsExactly("0 created @2", "0 @3: 3 put a=new", "0 @5: 5 delete a");
  }

  @Test
  void historyIsToldFromItsStartOnInclusively() {
    store.put("a", "1");
    store.put("a", "2");
    store.put("b", "3");
    stream.request(watchFrom(3, "a"));
    stream.request(watchAll(all -> all.setStartRevision(2)));
    store.put("a", "4");
    assertThat(client.lines())
        .containsExactly(
            "0 created @4",
            "0 @4: 3 put a=2",
            "1 created @4",
            "1 @4: 2 put a=1, 3 put a=2, 4 put b=3",
            "0 @5: 5 put a=4",
            "1 @5: 5 put a=4");
  }

  @Test
  void aFutureStartWaitsUntilItIsReached() {
    stream.request(watchAll(all -> all.setStartRevision(4).setProgressNotify(true)));
    store.put("a", "2");
    store.put("a", "3");
    stream.tick();
    stream.request(progress());
    assertThat(client.lines()).containsExactly("0 created @1");
    store.put("a", "4");
    stream.request(progress());
    assertThat(client.lines()).containsExactly("0 @4: 4 put a=4", "-1 @4");
  }

  @Test
  void aNegativeStartIsRefusedAsCompacted() {
    stream.request(watchFrom(-1, "a"));
    assertThat(client.lines())
        .containsExactly(
            "-1 created canceled: etcdserver: mvcc: required revision has been compacted @1");
  }

  @Test
  void aStartBelowTheCompactionIsCreatedThenCanceled() {
    for (int i = 2; i <= 6; i++) {
      store.put("a", "" + i);
    }
    store.compact(5);
    stream.request(watchFrom(4, "a"));
    stream.request(watchFrom(5, "a"));
    store.put("a", "7");
    assertThat(client.lines())
        .containsExactly(
            "0 created @6",
            "0 canceled compacted 5 @0",
            "1 created @6",
            "1 @6: 5 put a=5, 6 put a=6",
            "1 @7: 7 put a=7");
  }

  @Test
  void aWantedIdIsUsedAndOneInUseRefused() {
    stream.request(watch("a", create -> create.setWatchId(1)));
    stream.request(watch("a"));
    stream.request(watch("a", create -> create.setWatchId(1)));
    stream.request(watch("a"));
    assertThat(client.lines())
        .containsExactly(
            "1 created @1",
            "0 created @1",
            "-1 created canceled: mvcc: duplicate watch ID provided on the WatchStream @1",
            "2 created @1");
  }

  @Test
  void theIdOfAWatcherThatACompactionEndedIsInUseUntilItIsCanceled() {
    store.put("a", "2");
    store.put("a", "3");
    store.compact(3);
    stream.request(watch("a", create -> create.setWatchId(1).setStartRevision(2)));
    stream.request(watch("a", create -> create.setWatchId(1)));
    stream.request(cancel(1));
    stream.request(cancel(1));
    stream.request(watch("a", create -> create.setWatchId(1)));
    assertThat(client.lines())
        .containsExactly(
            "1 created @3",
            "1 canceled compacted 3 @0",
            "-1 created canceled: mvcc: duplicate watch ID provided on the WatchStream @3",
            "1 canceled @3",
            "1 created @3");
  }

  @Test
  void aStreamHasOnlySoManyWatchersWithThoseThatACompactionEnded() {
    var two = new WatchedStore(32 << 20, new WatchLimits(WINDOW, 2 << 20, 4, 2), Runnable::run);
    two.put("a", "2");
    two.put("a", "3");
    two.compact(3);
    var full = two.open(client);
    full.request(watchFrom(2, "a"));
    full.request(watch("a"));
    client.drain();
    full.request(watch("b"));
    assertThat(client.lines())
        .containsExactly(
            "-1 created canceled: etcdserver: too many requests: 2 watchers on one stream, "
                + "those included that were not canceled after a compaction "
                + "(sampo.watch.max-watchers-per-stream) @3");
    full.request(cancel(0));
    full.request(watch("b"));
    assertThat(client.lines()).containsExactly("0 canceled @3", "2 created @3");
  }

  @Test
  void anEmptyRangeIsRefused() {
    stream.request(watch("b", create -> create.setRangeEnd(utf8("b"))));
    stream.request(watch("b", create -> create.setRangeEnd(utf8("a"))));
    assertThat(client.lines())
        .containsExactly(
            "-1 created canceled: mvcc: watcher range is empty @1",
            "-1 created canceled: mvcc: watcher range is empty @1");
  }

  @Test
  void noKeyIsTheKeyOfOneZeroByte() {
    stream.request(watch(""));
    store.put("\0", "zero");
    store.put("a", "other");
    assertThat(client.lines()).containsExactly("0 created @1", "0 @2: 2 put \0=zero");
  }

  @Test
  void aRangeHasItsBeginAndNotItsEnd() {
    stream.request(watch("b", create -> create.setRangeEnd(utf8("d"))));
    for (var key : new String[] {"a", "b", "c", "cc", "d"}) {
      store.put(key, "");
    }
    assertThat(client.lines())
        .containsExactly("0 created @1", "0 @3: 3 put b=", "0 @4: 4 put c=", "0 @5: 5 put cc=");
  }

  @Test
  void aRefusedWatcherHearsWhyAsGoWritesIt() {
    var guarded =
        store.open(
            client,
            (_, _) -> {
              throw EtcdError.PERMISSION_DENIED.exception();
            },
            Runnable::run);
    guarded.request(watch("a"));
    store.put("a", "secret");
    assertThat(client.lines())
        .containsExactly(
            "-1 created canceled: rpc error: code = PermissionDenied desc = "
                + "etcdserver: permission denied @1");
  }

  @Test
  void anEmptyRequestIsIgnored() {
    stream.request(WatchRequest.getDefaultInstance());
    stream.request(watch("a"));
    assertThat(client.lines()).containsExactly("0 created @1");
  }

  @Test
  void nothingFollowsACancel() {
    stream.request(watch("a"));
    stream.request(cancel(7));
    stream.request(cancel(0));
    stream.request(cancel(0));
    store.put("a", "1");
    stream.request(watch("b"));
    assertThat(client.lines()).containsExactly("0 created @1", "0 canceled @1", "1 created @2");
  }

  @Test
  void aRevisionIsInOneMessageInTheOrderOfItsOperations() {
    store.put("c", "");
    stream.request(watchAll(all -> all));
    store.txn(
        TxnRequest.newBuilder()
            .addSuccess(put("b", "1"))
            .addSuccess(put("a", "2"))
            .addSuccess(
                RequestOp.newBuilder()
                    .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(utf8("c"))))
            .build());
    assertThat(client.lines())
        .containsExactly("0 created @2", "0 @3: 3 put b=1, 3 put a=2, 3 delete c");
  }

  @Test
  void filteredKindsAreLeftOut() {
    stream.request(watch("a", create -> create.addFilters(FilterType.NOPUT)));
    stream.request(watch("a", create -> create.addFilters(FilterType.NODELETE)));
    store.put("a", "1");
    store.delete("a");
    assertThat(client.lines())
        .containsExactly("0 created @1", "1 created @1", "1 @2: 2 put a=1", "0 @3: 3 delete a");
  }

  @Test
  void thePairBeforeComesWithAllButCreations() {
    stream.request(watch("a", create -> create.setPrevKv(true)));
    store.put("a", "1");
    store.put("a", "2");
    store.delete("a");
    store.put("a", "3");
    assertThat(client.lines())
        .containsExactly(
            "0 created @1",
            "0 @2: 2 put a=1",
            "0 @3: 3 put a=2 was 1",
            "0 @4: 4 delete a was 2",
            "0 @5: 5 put a=3");
  }

  @Test
  void aPairBeforeThatIsCompactedIsMissing() {
    store.put("a", "2");
    store.put("a", "3");
    store.put("a", "4");
    store.compact(3);
    stream.request(watch("a", create -> create.setStartRevision(3).setPrevKv(true)));
    assertThat(client.lines()).containsExactly("0 created @4", "0 @4: 3 put a=3, 4 put a=4 was 3");
  }

  @Test
  void progressIsToldToThoseWhoWantItAndHeardNothing() {
    stream.request(watch("a", create -> create.setProgressNotify(true)));
    stream.request(watch("b", create -> create.setProgressNotify(true)));
    stream.request(watch("c"));
    store.put("a", "1");
    client.drain();
    stream.tick();
    assertThat(client.lines()).containsExactly("1 @2");
    stream.tick();
    assertThat(client.lines()).containsExactly("0 @2", "1 @2");
  }

  @Test
  void progressOnRequestSpeaksForAllWatchers() {
    stream.request(progress());
    assertThat(client.lines()).isEmpty();
    stream.request(watch("a"));
    stream.request(progress());
    store.put("b", "1");
    stream.request(progress());
    assertThat(client.lines()).containsExactly("0 created @1", "-1 @1", "-1 @2");
  }

  private static RequestOp put(String key, String value) {
    return RequestOp.newBuilder()
        .setRequestPut(
            PutRequest.newBuilder().setKey(utf8(key)).setValue(ByteString.copyFromUtf8(value)))
        .build();
  }
}
