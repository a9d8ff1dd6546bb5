package mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.CompactionRequest;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseHeader;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rules of etcd's key-value service that clients rely on, one by one.
class StoreTest {

  private final MemoryBackend backend = new MemoryBackend();
  private Store store = open();
  private Batch batch = store.begin();
  private long index;

  private Store open() {
    return Store.open(backend, StoreLimits.defaults(), id -> id == 7);
  }

  @BeforeEach
  void twoKeys() {
    batch.put(put("a", "1"));
    batch.put(put("b", "2"));
    commit();
  }

  private void commit() {
    batch.commit(++index, 3);
    batch = store.begin();
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static PutRequest put(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
  }

  private static DeleteRangeRequest delete(String key) {
    return DeleteRangeRequest.newBuilder().setKey(bytes(key)).build();
  }

  private static RangeRequest.Builder range(String from, String to) {
    return RangeRequest.newBuilder().setKey(bytes(from)).setRangeEnd(bytes(to));
  }

  private static CompactionRequest compaction(long revision) {
    return CompactionRequest.newBuilder().setRevision(revision).build();
  }

  private static RequestOp op(PutRequest put) {
    return RequestOp.newBuilder().setRequestPut(put).build();
  }

  private static RequestOp op(RangeRequest.Builder range) {
    return RequestOp.newBuilder().setRequestRange(range).build();
  }

  private static void failsWith(EtcdError error, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(EtcdException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  private long rows() {
    long[] rows = new long[1];
    backend.scan(
        RowKey.FIRST_REVISION,
        (row, _) -> {
          rows[0] += RowKey.isRevision(row) ? 1 : 0;
          return true;
        });
    return rows[0];
  }

  @Test
  void aFreshStoreIsAtRevisionOne() {
    View fresh = Store.open(new MemoryBackend(), StoreLimits.defaults()).view();
    assertThat(fresh.revision()).isEqualTo(1);
    assertThat(fresh.compactRevision()).isEqualTo(-1);
    assertThat(fresh.range(range("a", "\0").build()).getHeader().getRevision()).isEqualTo(1);
  }

  @Test
  void deletingNothingMakesNoRevision() {
    assertThat(batch.deleteRange(delete("x")).getHeader().getRevision()).isEqualTo(3);
    assertThat(batch.revision()).isEqualTo(3);
  }

  @Test
  void aFailedProposalLeavesNoTrace() {
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addSuccess(op(put("c", "3")))
            .addSuccess(RequestOp.newBuilder().setRequestDeleteRange(delete("a")))
            .addSuccess(op(put("a", "").toBuilder().setIgnoreValue(true).build()))
            .build();
    failsWith(EtcdError.KEY_NOT_FOUND, () -> batch.txn(txn));
    assertThat(batch.revision()).isEqualTo(3);
    commit();
    assertThat(store.view().range(range("a", "\0").build()).getKvsList())
        .extracting(pair -> pair.getKey().toStringUtf8())
        .containsExactly("a", "b");
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void innerAnswersCarryTheRevisionAndInnerTransactionsAnEmptyHeader() {
    TxnRequest inner = TxnRequest.newBuilder().addSuccess(op(put("c", "3"))).build();
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addSuccess(op(range("c", "")))
            .addSuccess(RequestOp.newBuilder().setRequestTxn(inner))
            .addSuccess(op(range("c", "")))
            .build();
    TxnResponse response = batch.txn(txn);
    assertThat(response.getHeader().getRevision()).isEqualTo(4);
    RangeResponse before = response.getResponses(0).getResponseRange();
    assertThat(before.getHeader().getRevision()).isEqualTo(3);
    assertThat(before.getCount()).isZero();
    TxnResponse nested = response.getResponses(1).getResponseTxn();
    assertThat(nested.hasHeader()).isTrue();
    assertThat(nested.getHeader()).isEqualTo(ResponseHeader.getDefaultInstance());
    assertThat(nested.getResponses(0).getResponsePut().getHeader().getRevision()).isEqualTo(4);
    RangeResponse after = response.getResponses(2).getResponseRange();
    assertThat(after.getHeader().getRevision()).isEqualTo(4);
    assertThat(after.getKvs(0).getModRevision()).isEqualTo(4);
  }

  @Test
  void comparesOfNestedTransactionsSeeTheStateBefore() {
    Compare isNew =
        Compare.newBuilder().setKey(bytes("c")).setTarget(Compare.CompareTarget.VERSION).build();
    TxnRequest inner = TxnRequest.newBuilder().addCompare(isNew).build();
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addSuccess(op(put("c", "3")))
            .addSuccess(RequestOp.newBuilder().setRequestTxn(inner))
            .build();
    assertThat(batch.txn(txn).getResponses(1).getResponseTxn().getSucceeded()).isTrue();
  }

  @Test
  void aMissingKeyHasNoValueToCompare() {
    Compare compare =
        Compare.newBuilder()
            .setKey(bytes("x"))
            .setTarget(Compare.CompareTarget.VALUE)
            .setResult(Compare.CompareResult.NOT_EQUAL)
            .setValue(bytes("1"))
            .build();
    TxnRequest txn = TxnRequest.newBuilder().addCompare(compare).build();
    assertThat(store.view().readOnlyTxn(txn).getSucceeded()).isFalse();
  }

  @Test
  void countIgnoresLimitAndFilters() {
    RangeResponse response =
        store.view().range(range("a", "\0").setLimit(1).setMinModRevision(3).build());
    assertThat(response.getKvsList())
        .extracting(pair -> pair.getKey().toStringUtf8())
        .containsExactly("b");
    assertThat(response.getCount()).isEqualTo(2);
    assertThat(response.getMore()).isFalse();
  }

  @Test
  void aTargetWithoutOrderSortsOnlyTheFirstKeys() {
    batch.put(put("c", "3"));
    batch.put(put("a", "4"));
    commit();
    RangeRequest.Builder byMod =
        range("a", "\0").setLimit(1).setSortTarget(RangeRequest.SortTarget.MOD);
    assertThat(store.view().range(byMod.build()).getKvs(0).getKey()).isEqualTo(bytes("b"));
    byMod.setSortOrder(RangeRequest.SortOrder.DESCEND);
    assertThat(store.view().range(byMod.build()).getKvs(0).getKey()).isEqualTo(bytes("a"));
  }

  @Test
  void keysOnlyKeepsTheLease() {
    batch.put(put("a", "5").toBuilder().setLease(7).build());
    commit();
    var pair = store.view().range(range("a", "").setKeysOnly(true).build()).getKvs(0);
    assertThat(pair.getLease()).isEqualTo(7);
    assertThat(pair.getValue()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void aPutUnderAnUnknownLeaseFails() {
    failsWith(
        EtcdError.LEASE_NOT_FOUND, () -> batch.put(put("a", "5").toBuilder().setLease(8).build()));
  }

  @Test
  void theCompactedRevisionItselfCanBeRead() {
    batch.put(put("a", "4"));
    batch.compact(compaction(3));
    commit();
    View view = store.view();
    assertThat(view.range(range("a", "").setRevision(3).build()).getKvs(0).getValue())
        .isEqualTo(bytes("1"));
    failsWith(EtcdError.COMPACTED, () -> view.range(range("a", "").setRevision(2).build()));
    failsWith(EtcdError.FUTURE_REVISION, () -> view.range(range("a", "").setRevision(5).build()));
  }

  @Test
  void compactionAtZeroSucceedsOnce() {
    assertThat(batch.compact(compaction(0)).getHeader().getRevision()).isEqualTo(3);
    failsWith(EtcdError.COMPACTED, () -> batch.compact(compaction(0)));
    failsWith(EtcdError.FUTURE_REVISION, () -> batch.compact(compaction(4)));
  }

  @Test
  void compactionRemovesRowsInSlicesAndKeepsATombstoneAtItsRevision() {
    for (int i = 0; i < 50; i++) {
      batch.put(put("a", "x"));
    }
    batch.deleteRange(delete("b"));
    batch.put(put("c", "3"));
    batch.deleteRange(delete("a"));
    batch.compact(compaction(batch.revision()));
    commit();
    int slices = 1;
    while (store.compactSlice(4)) {
      slices++;
    }
    assertThat(slices).isGreaterThan(50 / 4);
    // Left are the put of c and the tombstone of a, the last revision.
    assertThat(rows()).isEqualTo(2);
    assertThat(store.view().range(range("a", "\0").build()).getCount()).isEqualTo(1);
    assertThat(store.compactSlice(4)).isFalse();
  }

  @Test
  void scrubbingGoesOnAfterReopening() {
    for (int i = 0; i < 20; i++) {
      batch.put(put("a", "x"));
    }
    batch.compact(compaction(batch.revision()));
    commit();
    assertThat(store.compactSlice(5)).isTrue();
    store = open();
    while (store.compactSlice(5)) {}
    assertThat(rows()).isEqualTo(2);
    var pair = store.view().range(range("a", "").build()).getKvs(0);
    assertThat(pair.getVersion()).isEqualTo(21);
    assertThat(pair.getCreateRevision()).isEqualTo(2);
  }

  @Test
  void aViewStaysAtItsRevisionUntilCompactionOvertakesIt() {
    store = Store.open(backend, new StoreLimits(0, 0));
    batch = store.begin();
    View old = store.view();
    batch.put(put("a", "5"));
    commit();
    assertThat(old.range(range("a", "").build()).getKvs(0).getValue()).isEqualTo(bytes("1"));
    batch.compact(compaction(4));
    commit();
    while (store.compactSlice(10)) {}
    failsWith(EtcdError.COMPACTED, () -> old.range(range("a", "").setRevision(3).build()));
    RangeResponse current = old.range(range("a", "").build());
    assertThat(current.getKvs(0).getValue()).isEqualTo(bytes("5"));
    assertThat(current.getHeader().getRevision()).isEqualTo(4);
  }

  @Test
  void ofTwoBatchesBegunTogetherOneCanBeCommitted() {
    Batch other = store.begin();
    other.put(put("c", "3"));
    commit();
    assertThatThrownBy(() -> other.commit(9, 3)).isInstanceOf(IllegalStateException.class);
  }
}
