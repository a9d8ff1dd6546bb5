package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.Compare;
import etcdserverpb.Compare.CompareResult;
import etcdserverpb.Compare.CompareTarget;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.KVGrpc.KVBlockingStub;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What kube-apiserver asks of its store, call for call as its `storage/etcd3` package asks it, and
/// what it relies on in the answers.
@Tag("process")
final class KubernetesTest {

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  private static KVBlockingStub kv() {
    return cluster.member(0).kv(Member.PATIENCE);
  }

  private static ByteString key(String path) {
    return Bytes.of("/registry/" + path);
  }

  private static Compare modRevisionIs(ByteString key, long revision) {
    return Compare.newBuilder()
        .setKey(key)
        .setTarget(CompareTarget.MOD)
        .setResult(CompareResult.EQUAL)
        .setModRevision(revision)
        .build();
  }

  private static RequestOp put(ByteString key, String value, long lease) {
    return RequestOp.newBuilder()
        .setRequestPut(
            PutRequest.newBuilder().setKey(key).setValue(Bytes.of(value)).setLease(lease))
        .build();
  }

  private static RequestOp get(ByteString key) {
    return RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)).build();
  }

  private static TxnResponse create(ByteString key, String value, long lease) {
    return kv().txn(
            TxnRequest.newBuilder()
                .addCompare(modRevisionIs(key, 0))
                .addSuccess(put(key, value, lease))
                .build());
  }

  private static TxnResponse update(ByteString key, long expected, String value) {
    return kv().txn(
            TxnRequest.newBuilder()
                .addCompare(modRevisionIs(key, expected))
                .addSuccess(put(key, value, 0))
                .addFailure(get(key))
                .build());
  }

  private static TxnResponse delete(ByteString key, long expected) {
    return kv().txn(
            TxnRequest.newBuilder()
                .addCompare(modRevisionIs(key, expected))
                .addSuccess(
                    RequestOp.newBuilder()
                        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key)))
                .addFailure(get(key))
                .build());
  }

  private static RangeRequest.Builder list(String path) {
    return RangeRequest.newBuilder().setKey(key(path + "/")).setRangeEnd(key(path + "0"));
  }

  /// The new resource version is in both headers; which one is read depends on the version of
  /// kube-apiserver.
  @Test
  void createsWhatIsNotThere() {
    ByteString key = key("pods/create");
    TxnResponse created = create(key, "one", 0);
    long revision = created.getHeader().getRevision();
    assertThat(created.getSucceeded()).isTrue();
    assertThat(created.getResponses(0).getResponsePut().getHeader().getRevision())
        .isEqualTo(revision);
    assertThat(kv().range(RangeRequest.newBuilder().setKey(key).setLimit(1).build()).getKvs(0))
        .returns(revision, KeyValue::getModRevision)
        .returns(revision, KeyValue::getCreateRevision);
    TxnResponse again = create(key, "two", 0);
    assertThat(again.getSucceeded()).isFalse();
    assertThat(again.getResponsesCount()).isZero();
  }

  @Test
  void updatesWhatHasNotChanged() {
    ByteString key = key("pods/update");
    long first = create(key, "one", 0).getHeader().getRevision();
    TxnResponse updated = update(key, first, "two");
    assertThat(updated.getSucceeded()).isTrue();
    assertThat(updated.getHeader().getRevision()).isGreaterThan(first);
    TxnResponse conflict = update(key, first, "three");
    assertThat(conflict.getSucceeded()).isFalse();
    assertThat(conflict.getResponses(0).getResponseRange().getKvs(0))
        .returns(Bytes.of("two"), KeyValue::getValue)
        .returns(updated.getHeader().getRevision(), KeyValue::getModRevision);
  }

  @Test
  void deletesWhatHasNotChanged() {
    ByteString key = key("pods/delete");
    long first = create(key, "one", 0).getHeader().getRevision();
    TxnResponse conflict = delete(key, first - 1);
    assertThat(conflict.getSucceeded()).isFalse();
    assertThat(conflict.getResponses(0).getResponseRange().getKvsCount()).isEqualTo(1);
    TxnResponse deleted = delete(key, first);
    assertThat(deleted.getSucceeded()).isTrue();
    assertThat(deleted.getResponses(0).getResponseDeleteRange().getDeleted()).isEqualTo(1);
    assertThat(deleted.getResponses(0).getResponseDeleteRange().getHeader().getRevision())
        .isEqualTo(deleted.getHeader().getRevision())
        .isGreaterThan(first);
  }

  /// A page begins right after the last key of the one before, at the revision of the first; there
  /// is more as long as the count, from the page's start on, says so.
  @Test
  void listsByPagesAtOneRevision() {
    IntStream.range(0, 10).forEach(i -> create(key("configmaps/c" + i), "v" + i, 0));
    List<String> values = new ArrayList<>();
    RangeResponse page = kv().range(list("configmaps").setLimit(3).build());
    long pinned = page.getHeader().getRevision();
    create(key("configmaps/c00"), "late", 0);
    page.getKvsList().forEach(kv -> values.add(kv.getValue().toStringUtf8()));
    for (int left = 7; left > 0; left -= 3) {
      ByteString next = page.getKvs(page.getKvsCount() - 1).getKey().concat(Bytes.of("\0"));
      page = kv().range(list("configmaps").setKey(next).setLimit(3).setRevision(pinned).build());
      assertThat(page.getCount()).isEqualTo(left);
      assertThat(page.getMore()).isEqualTo(left > 3);
      assertThat(page.getHeader().getRevision()).isGreaterThan(pinned);
      page.getKvsList().forEach(kv -> values.add(kv.getValue().toStringUtf8()));
    }
    assertThat(values)
        .containsExactlyElementsOf(IntStream.range(0, 10).mapToObj(i -> "v" + i).toList());
    assertThat(kv().range(list("configmaps").setCountOnly(true).build()).getCount()).isEqualTo(11);
  }

  @Test
  void watchesFromTheListOnWithWhatWasThereBefore() {
    ByteString key = key("secrets/s");
    long listed = create(key, "one", 0).getHeader().getRevision();
    try (Watch watch = new Watch(cluster.member(1))) {
      WatchResponse created = watch.create(watcher("secrets", listed + 1));
      assertThat(created.getCreated()).isTrue();
      assertThat(created.getWatchId()).isZero();
      long updated = update(key, listed, "two").getHeader().getRevision();
      long deleted = delete(key, updated).getHeader().getRevision();
      long again = create(key, "three", 0).getHeader().getRevision();
      List<Event> events = watch.events(3);
      assertThat(events)
          .extracting(event -> event.getKv().getModRevision())
          .containsExactly(updated, deleted, again);
      assertThat(events)
          .extracting(event -> event.getPrevKv().getValue().toStringUtf8())
          .containsExactly("one", "two", "");
      assertThat(events.get(1).getType()).isEqualTo(Event.EventType.DELETE);
      assertThat(events.get(2).hasPrevKv()).isFalse();
      assertThat(events.get(2).getKv().getCreateRevision()).isEqualTo(again);
    }
  }

  private static WatchCreateRequest watcher(String path, long start) {
    return WatchCreateRequest.newBuilder()
        .setKey(key(path + "/"))
        .setRangeEnd(key(path + "0"))
        .setStartRevision(start)
        .setPrevKv(true)
        .setProgressNotify(true)
        .build();
  }

  /// The watch cache asks for progress until it is as new as a list that somebody waits for.
  @Test
  void learnsThatNothingHappenedElsewhere() {
    long now = create(key("nodes/n"), "one", 0).getHeader().getRevision();
    try (Watch watch = new Watch(cluster.member(1))) {
      watch.create(watcher("nodes", now + 1));
      long elsewhere = create(key("leases/progress"), "one", 0).getHeader().getRevision();
      WatchResponse progress = progress(watch);
      while (progress.getHeader().getRevision() < elsewhere) {
        progress = progress(watch);
      }
      assertThat(progress.getEventsCount()).isZero();
      assertThat(progress.getCreated()).isFalse();
      assertThat(progress.getCanceled()).isFalse();
      assertThat(progress.getWatchId()).isEqualTo(-1);
    }
  }

  /// Asked for again and again, as kube-apiserver does: one request may find a watcher behind.
  private static WatchResponse progress(Watch watch) {
    while (true) {
      watch.askForProgress();
      WatchResponse progress = watch.next(Duration.ofMillis(100));
      if (progress != null) {
        return progress;
      }
    }
  }

  /// Of those who all want to compact, one wins; the losers learn from it how far it is.
  @Test
  void compactsOnceForAll() {
    ByteString key = Bytes.of("compact_rev_key");
    long before = create(key("events/old"), "v", 0).getHeader().getRevision();
    TxnResponse first = compactionTxn(key, 0, before);
    long version = first.getSucceeded() ? 1 : current(first).getVersion();
    TxnResponse won = compactionTxn(key, version, before);
    assertThat(won.getSucceeded()).isTrue();
    TxnResponse lost = compactionTxn(key, version, before);
    assertThat(lost.getSucceeded()).isFalse();
    assertThat(current(lost).getVersion()).isEqualTo(version + 1);
    create(key("events/new"), "v", 0);
    kv().compact(CompactionRequest.newBuilder().setRevision(before).build());

    assertThat(refusal(list("events").setRevision(before - 1).build()))
        .returns(Status.Code.OUT_OF_RANGE, Status::getCode)
        .returns("etcdserver: mvcc: required revision has been compacted", Status::getDescription);
    assertThat(kv().range(list("events").setRevision(before).build()).getCount()).isPositive();
    assertThat(refusal(list("events").setRevision(Long.MAX_VALUE).build()).getDescription())
        .isEqualTo("etcdserver: mvcc: required revision is a future revision");
    try (Watch watch = new Watch(cluster.member(1))) {
      watch.create(watcher("events", before - 1));
      assertThat(watch.next())
          .returns(true, WatchResponse::getCanceled)
          .returns(before, WatchResponse::getCompactRevision);
    }
  }

  private static TxnResponse compactionTxn(ByteString key, long version, long revision) {
    return kv().txn(
            TxnRequest.newBuilder()
                .addCompare(
                    Compare.newBuilder()
                        .setKey(key)
                        .setTarget(CompareTarget.VERSION)
                        .setResult(CompareResult.EQUAL)
                        .setVersion(version))
                .addSuccess(put(key, String.valueOf(revision), 0))
                .addFailure(get(key))
                .build());
  }

  private static KeyValue current(TxnResponse lost) {
    return lost.getResponses(0).getResponseRange().getKvs(0);
  }

  private static Status refusal(RangeRequest request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> kv().range(request))
        .getStatus();
  }

  /// Many events share a lease, which nobody keeps alive: they go when it ends, not before.
  @Test
  void forgetsEventsWhenTheirLeaseEnds() {
    var lease =
        LeaseGrpc.newBlockingStub(cluster.member(0).channel())
            .withDeadlineAfter(Member.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
            .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(2).build());
    long granted = System.nanoTime();
    long first = create(key("ttl/e1"), "v", lease.getID()).getHeader().getRevision();
    create(key("ttl/e2"), "v", lease.getID());
    try (Watch watch = new Watch(cluster.member(2))) {
      watch.create(watcher("ttl", first));
      List<Event> events = watch.events(4);
      assertThat(System.nanoTime() - granted).isGreaterThan(TimeUnit.SECONDS.toNanos(2));
      assertThat(events.subList(2, 4))
          .allMatch(event -> event.getType() == Event.EventType.DELETE)
          .extracting(event -> event.getKv().getKey())
          .containsExactly(key("ttl/e1"), key("ttl/e2"));
      assertThat(events.get(2).getKv().getModRevision())
          .isEqualTo(events.get(3).getKv().getModRevision());
    }
  }
}
