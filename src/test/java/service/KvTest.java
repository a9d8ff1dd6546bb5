package service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.CompactionRequest;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.HashKVRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KvTest {

  private static final Caller CALLER = Caller.inside(Runnable::run);

  private final LoneMember member = new LoneMember();
  private final Kv kv = member.kv();

  @AfterEach
  void close() {
    member.close();
  }

  @Test
  void writesAndReadsSayWhoAnswered() {
    var put = kv.put(put("a", "1")).join();
    assertThat(put.getHeader().getClusterId()).isEqualTo(LoneMember.CLUSTER_ID);
    assertThat(put.getHeader().getMemberId()).isEqualTo(LoneMember.SELF.value());
    assertThat(put.getHeader().getRaftTerm()).isEqualTo(4);
    assertThat(put.getHeader().getRevision()).isEqualTo(2);
    assertThat(kv.range(get("a")).join().getHeader()).isEqualTo(put.getHeader());
    assertThat(kv.deleteRange(delete("a")).join().getHeader().getRevision()).isEqualTo(3);
  }

  @Test
  void responsesInsideATxnKeepTheStoresHeader() {
    var txn = kv.txn(TxnRequest.newBuilder().addSuccess(op(put("a", "1"))).build()).join();
    assertThat(txn.getHeader().getMemberId()).isEqualTo(LoneMember.SELF.value());
    var inner = txn.getResponses(0).getResponsePut().getHeader();
    assertThat(inner.getRevision()).isEqualTo(2);
    assertThat(inner.getMemberId()).isZero();
  }

  @Test
  void aSerializableReadNeedsNobody() {
    kv.put(put("a", "1")).join();
    member.fallSilent();
    var read = kv.range(get("a").toBuilder().setSerializable(true).build(), CALLER);
    assertThat(read).isCompletedWithValueMatching(response -> response.getCount() == 1);
  }

  @Test
  void aLongSerializableReadLeavesTheCallersThread() {
    kv.put(put("a", "1")).join();
    var all = RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).setSerializable(true);
    assertThat(kv.range(all.build(), CALLER).join().getKvsCount()).isEqualTo(1);
  }

  @Test
  void moreLongReadsThanMayWaitAreRefused() {
    var free = new CompletableFuture<Void>();
    member.occupyBulkReads(free);
    var all = RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO);
    var local = all.clone().setSerializable(true).build();
    var waiting = new ArrayList<CompletableFuture<?>>();
    for (int i = 0; i < LoneMember.MAX_WAITING_READS; i++) {
      waiting.add(kv.range(local, CALLER));
    }
    assertFails(kv.range(local, CALLER), EtcdError.TOO_MANY_REQUESTS);
    assertFails(kv.range(all.build(), CALLER), EtcdError.TOO_MANY_REQUESTS);
    assertFails(
        member.maintenance().hashKv(HashKVRequest.getDefaultInstance(), CALLER),
        EtcdError.TOO_MANY_REQUESTS);
    assertThat(kv.range(get("a"), CALLER).join().getCount()).isZero();
    free.complete(null);
    waiting.forEach(CompletableFuture::join);
    assertThat(kv.range(local, CALLER).join().getCount()).isZero();
  }

  @Test
  void aLinearizableReadSeesWhatWasAppliedWhileItWaited() {
    kv.put(put("a", "1")).join();
    member.fallSilent();
    var read = kv.range(get("a"), CALLER);
    var write = kv.put(put("a", "2"));
    assertThat(read).isNotDone();
    member.goOn();
    write.join();
    assertThat(read.join().getCount()).isEqualTo(1);
    assertThat(kv.range(get("a")).join().getKvs(0).getValue()).isEqualTo(utf8("2"));
  }

  @Test
  void whatTheStoreRefusesReachesTheCaller() {
    assertFails(
        kv.put(put("a", "").toBuilder().setIgnoreValue(true).build()), EtcdError.KEY_NOT_FOUND);
    assertFails(kv.put(put("a", "1").toBuilder().setLease(7).build()), EtcdError.LEASE_NOT_FOUND);
    assertFails(kv.range(get("a").toBuilder().setRevision(9).build()), EtcdError.FUTURE_REVISION);
  }

  @Test
  void rangesAreTimed() {
    var times = new ArrayList<Double>();
    var timed =
        new Kv(
            member.context(),
            member.entrance(),
            () -> CompletableFuture.completedFuture(null),
            times::add);
    timed.range(get("a").toBuilder().setSerializable(true).build()).join();
    assertThat(times).hasSize(1).allSatisfy(seconds -> assertThat(seconds).isBetween(0.0, 60.0));
  }

  @Test
  void readsAreTimedFromQuestionToAnswerBeTheyRangesOrTransactions() {
    var answered = new ArrayList<Long>();
    var times =
        new Kv.RangeTimes() {
          @Override
          public void range(double seconds) {}

          @Override
          public void answered(long nanos) {
            answered.add(nanos);
          }
        };
    var timed = new Kv(member.context(), member.entrance(), CompletableFuture::new, times);
    timed.range(get("a")).join();
    timed.txn(TxnRequest.newBuilder().addSuccess(op(get("a"))).build()).join();
    timed.put(put("a", "1")).join();
    assertThat(answered).hasSize(2).allSatisfy(nanos -> assertThat(nanos).isPositive());
  }

  @Test
  void aRequestThatFailsItsChecksGetsNowhere() {
    member.fallSilent();
    assertFails(kv.put(put("", "1")), EtcdError.KEY_NOT_PROVIDED);
    assertFails(kv.range(get("")), EtcdError.KEY_NOT_PROVIDED);
    assertFails(kv.deleteRange(delete("")), EtcdError.KEY_NOT_PROVIDED);
    assertThat(member.heldProposals()).isZero();
  }

  @Test
  void aTxnWithoutOperationsIsLocal() {
    member.fallSilent();
    var guarded =
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder().setKey(utf8("a")).setTarget(Compare.CompareTarget.MOD));
    assertThat(kv.txn(guarded.build(), CALLER))
        .isCompletedWithValueMatching(response -> response.getSucceeded());
  }

  @Test
  void aTxnOfRangesIsLocalOnlyIfAllAreSerializable() {
    member.fallSilent();
    var local = op(get("a").toBuilder().setSerializable(true).build());
    var txn = TxnRequest.newBuilder().addSuccess(local).addFailure(local);
    assertThat(kv.txn(txn.build(), CALLER)).isCompleted();
    var mixed = kv.txn(txn.addFailure(op(get("b"))).build(), CALLER);
    assertThat(mixed).isNotDone();
    member.goOn();
    assertThat(mixed.join().getResponsesCount()).isEqualTo(1);
  }

  @Test
  void aReadOnlyTxnMovesNoRevision() {
    kv.put(put("a", "1")).join();
    var txn = kv.txn(TxnRequest.newBuilder().addSuccess(op(get("a"))).build()).join();
    assertThat(txn.getHeader().getRevision()).isEqualTo(2);
    assertThat(txn.getResponses(0).getResponseRange().getCount()).isEqualTo(1);
  }

  @Test
  void aRequestOverTheLimitIsTooLarge() {
    var limit = member.context().limits().maxRequestBytes();
    assertFails(kv.put(put("a", "x".repeat(limit))), EtcdError.REQUEST_TOO_LARGE);
    assertThat(kv.put(put("a", "x".repeat(limit - 64))).join().getHeader().getRevision())
        .isEqualTo(2);
    assertThat(member.pending().size()).isZero();
  }

  @Test
  void writesAreRefusedWhileTooMuchWaitsToBeApplied() {
    member.fallBehind(5_000);
    kv.put(put("a", "1")).join();
    member.fallBehind(5_001);
    assertFails(kv.put(put("a", "2")), EtcdError.TOO_MANY_REQUESTS);
  }

  @Test
  void aPhysicalCompactionWaitsForTheScrubWhateverItsAnswer() {
    kv.put(put("a", "1")).join();
    var scrub = new CompletableFuture<Void>();
    member.scrubUntil(scrub);
    var compact = CompactionRequest.newBuilder().setRevision(2);
    assertThat(kv.compact(compact.build()).join().getHeader().getRevision()).isEqualTo(2);
    var again = kv.compact(compact.setPhysical(true).build());
    kv.put(put("b", "1")).join();
    assertThat(again).isNotDone();
    scrub.complete(null);
    await().until(again::isDone);
    assertFails(again, EtcdError.COMPACTED);
  }

  @Test
  void requestsRunOutOfTime() {
    var limits = Limits.defaults();
    var hasty =
        new Limits(
            limits.maxRequestBytes(),
            limits.maxTxnOps(),
            limits.maxPending(),
            limits.maxQueuedBytes(),
            limits.maxApplyLag(),
            limits.inlineReadKeys(),
            Duration.ofMillis(50),
            Duration.ofMillis(1));
    try (var slow = new LoneMember(hasty)) {
      slow.kv().put(put("a", "1")).join();
      slow.fallSilent();
      assertFails(slow.kv().put(put("a", "2")), EtcdError.TIMEOUT);
      assertFails(slow.kv().range(get("a")), EtcdError.TIMEOUT);
    }
  }

  @Test
  void stoppingAnswersAll() {
    member.fallSilent();
    var write = kv.put(put("a", "1"));
    var read = kv.range(get("a"));
    member.entrance().stop();
    assertFails(write, EtcdError.STOPPED);
    assertFails(read, EtcdError.STOPPED);
    assertFails(kv.put(put("a", "1")), EtcdError.STOPPED);
  }

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  private static void assertFails(CompletableFuture<?> future, EtcdError error) {
    assertThatThrownBy(future::join)
        .isInstanceOf(CompletionException.class)
        .rootCause()
        .hasMessage(error.text());
  }

  private static PutRequest put(String key, String value) {
    return PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8(value)).build();
  }

  private static RangeRequest get(String key) {
    return RangeRequest.newBuilder().setKey(utf8(key)).build();
  }

  private static DeleteRangeRequest delete(String key) {
    return DeleteRangeRequest.newBuilder().setKey(utf8(key)).build();
  }

  private static RequestOp op(PutRequest put) {
    return RequestOp.newBuilder().setRequestPut(put).build();
  }

  private static RequestOp op(RangeRequest range) {
    return RequestOp.newBuilder().setRequestRange(range).build();
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
