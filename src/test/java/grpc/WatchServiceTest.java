package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static watch.Requests.cancel;
import static watch.Requests.progress;
import static watch.Requests.watch;
import static watch.Requests.watchAll;
import static watch.Requests.watchFrom;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.KVGrpc.KVBlockingStub;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import service.LoneMember;

/// Watches over real sockets.
final class WatchServiceTest {

  private final ClientPort port = new ClientPort();
  private final KVBlockingStub kv = KVGrpc.newBlockingStub(port.channel());

  @AfterEach
  void close() {
    port.close();
  }

  private OpenStream<WatchRequest, WatchResponse> open() {
    return OpenStream.of(port.channel(), WatchGrpc.getWatchMethod());
  }

  private PutResponse put(String key, String value) {
    return kv.put(
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .build());
  }

  @Test
  void eventsComeWithTheHeaderOfTheMember() {
    var stream = open();
    stream.send(watch("a"));
    assertThat(stream.next().getCreated()).isTrue();
    put("a", "1");
    var told = stream.next();
    assertThat(told.getHeader().getMemberId()).isEqualTo(LoneMember.SELF.value());
    assertThat(told.getHeader().getClusterId()).isEqualTo(LoneMember.CLUSTER_ID);
    assertThat(told.getHeader().getRevision()).isEqualTo(2);
    assertThat(told.getEvents(0).getKv().getValue().toStringUtf8()).isEqualTo("1");
  }

  @Test
  void aHalfClosedStreamKeepsDelivering() {
    var stream = open();
    stream.send(watch("a"));
    assertThat(stream.next().getCreated()).isTrue();
    stream.halfClose();
    put("a", "1");
    assertThat(stream.next().getEventsCount()).isEqualTo(1);
  }

  @Test
  void watchersComeAndGo() {
    var stream = open();
    stream.send(watch("a"));
    stream.send(watch("a"));
    assertThat(stream.next().getWatchId()).isEqualTo(0);
    assertThat(stream.next().getWatchId()).isEqualTo(1);
    stream.send(cancel(0));
    assertThat(stream.next().getCanceled()).isTrue();
    put("a", "1");
    assertThat(stream.next().getWatchId()).isEqualTo(1);
    assertThat(port.scrape())
        .contains("etcd_debugging_mvcc_watch_stream_total 1.0")
        .contains("etcd_debugging_mvcc_watcher_total 1.0")
        .contains("etcd_debugging_mvcc_slow_watcher_total 0.0")
        .contains("etcd_debugging_mvcc_pending_events_total 0.0")
        .contains("etcd_debugging_mvcc_events_total 1.0");
    stream.cancel();
    await()
        .untilAsserted(
            () -> assertThat(port.scrape()).contains("etcd_debugging_mvcc_watcher_total 0.0"));
  }

  @Test
  void acknowledgedWritesAreBeforeAProgressAskedForLater() {
    var stream = open();
    stream.send(watchAll(all -> all));
    assertThat(stream.next().getCreated()).isTrue();
    for (int i = 0; i < 100; i++) {
      long written = put("k" + i, "v").getHeader().getRevision();
      stream.send(progress());
      var event = stream.next();
      assertThat(event.getEvents(0).getKv().getModRevision()).isEqualTo(written);
      var progress = stream.next();
      assertThat(progress.getWatchId()).isEqualTo(-1);
      assertThat(progress.getHeader().getRevision()).isGreaterThanOrEqualTo(written);
    }
  }

  @Test
  void progressIsToldAgainAndAgain() {
    var stream = open();
    stream.send(watch("a", create -> create.setProgressNotify(true)));
    assertThat(stream.next().getCreated()).isTrue();
    for (int i = 0; i < 3; i++) {
      var progress = stream.next();
      assertThat(progress.getWatchId()).isEqualTo(0);
      assertThat(progress.getHeader().getRevision()).isEqualTo(1);
      assertThat(progress.getEventsCount()).isEqualTo(0);
    }
  }

  @Test
  void aClientThatDoesNotReadGetsAllOfItWhenItDoes() {
    var stream = open();
    stream.hold();
    stream.send(watchAll(all -> all));
    await().until(() -> port.member().hub().watchers() == 1);
    var value = "v".repeat(20_000);
    for (int i = 0; i < 300; i++) {
      put("k" + i, value);
    }
    assertThat(port.member().hub().lateWatchers()).isEqualTo(1);
    assertThat(port.member().hub().eventsSent()).isLessThan(300);
    stream.goOn();
    assertThat(stream.next().getCreated()).isTrue();
    List<Long> revisions = new ArrayList<>();
    while (revisions.size() < 300) {
      stream.next().getEventsList().forEach(event -> revisions.add(event.getKv().getModRevision()));
    }
    assertThat(revisions).isSorted().doesNotHaveDuplicates().startsWith(2L).endsWith(301L);
  }

  @Test
  void compactedHistoryIsRefusedWithTheRevisionToStartFrom() {
    for (int i = 0; i < 5; i++) {
      put("a", "" + i);
    }
    kv.compact(CompactionRequest.newBuilder().setRevision(4).build());
    var stream = open();
    stream.send(watchFrom(2, "a"));
    assertThat(stream.next().getCreated()).isTrue();
    var canceled = stream.next();
    assertThat(canceled.getCanceled()).isTrue();
    assertThat(canceled.getCompactRevision()).isEqualTo(4);
    assertThat(canceled.getHeader().getRevision()).isEqualTo(0);
  }

  @Test
  void learnersDoNotServeIt() {
    port.member().becomeLearner();
    var stream = open();
    stream.send(watch("a"));
    assertThat(stream.end().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
  }
}
