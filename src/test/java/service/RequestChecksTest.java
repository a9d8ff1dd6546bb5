package service;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// etcd's `api/v3rpc/key.go`, rule by rule.
final class RequestChecksTest {

  @Test
  void everyRequestNeedsAKey() {
    refuses(
        EtcdError.KEY_NOT_PROVIDED, () -> RequestChecks.check(RangeRequest.getDefaultInstance()));
    refuses(EtcdError.KEY_NOT_PROVIDED, () -> RequestChecks.check(PutRequest.getDefaultInstance()));
    refuses(
        EtcdError.KEY_NOT_PROVIDED,
        () -> RequestChecks.check(DeleteRangeRequest.getDefaultInstance()));
  }

  @Test
  void aPutThatKeepsTheValueBringsNone() {
    var put = PutRequest.newBuilder().setKey(utf8("k")).setIgnoreValue(true);
    passes(() -> RequestChecks.check(put.build()));
    put.setValue(utf8("v"));
    refuses(EtcdError.VALUE_PROVIDED, () -> RequestChecks.check(put.build()));
  }

  @Test
  void aPutThatKeepsTheLeaseBringsNone() {
    var put = PutRequest.newBuilder().setKey(utf8("k")).setIgnoreLease(true);
    passes(() -> RequestChecks.check(put.build()));
    put.setLease(1);
    refuses(EtcdError.LEASE_PROVIDED, () -> RequestChecks.check(put.build()));
  }

  @Test
  void sortOptionsMustBeKnown() {
    var range = RangeRequest.newBuilder().setKey(utf8("k"));
    passes(() -> RequestChecks.check(range.build()));
    refuses(
        EtcdError.INVALID_SORT_OPTION,
        () -> RequestChecks.check(range.clone().setSortOrderValue(3).build()));
    refuses(
        EtcdError.INVALID_SORT_OPTION,
        () -> RequestChecks.check(range.clone().setSortTargetValue(-1).build()));
  }

  @Nested
  final class Txn {

    @Test
    void eachListOfALevelIsLimitedByItself() {
      var txn = TxnRequest.newBuilder();
      for (int i = 0; i < 128; i++) {
        txn.addCompare(Compare.newBuilder().setKey(utf8("k")));
        txn.addSuccess(put("s" + i)).addFailure(put("f" + i));
      }
      passes(txn);
      refuses(EtcdError.TOO_MANY_OPS, txn.clone().addSuccess(put("more")));
      refuses(EtcdError.TOO_MANY_OPS, txn.clone().addFailure(put("more")));
      refuses(
          EtcdError.TOO_MANY_OPS,
          txn.clone().addCompare(Compare.newBuilder().setKey(utf8("more"))));
    }

    @Test
    void aNestedTxnGetsWhatTheLevelsAboveLeave() {
      var inner = TxnRequest.newBuilder();
      for (int i = 0; i < 127; i++) {
        inner.addSuccess(put("k" + i));
      }
      passes(TxnRequest.newBuilder().addSuccess(nested(inner)));
      inner.addSuccess(put("more"));
      refuses(EtcdError.TOO_MANY_OPS, TxnRequest.newBuilder().addSuccess(nested(inner)));
    }

    @Test
    void itsGuardsAndOperationsAreCheckedLikeRequests() {
      refuses(
          EtcdError.KEY_NOT_PROVIDED,
          TxnRequest.newBuilder().addCompare(Compare.getDefaultInstance()));
      refuses(EtcdError.KEY_NOT_PROVIDED, TxnRequest.newBuilder().addFailure(put("")));
      refuses(
          EtcdError.KEY_NOT_PROVIDED,
          TxnRequest.newBuilder().addSuccess(nested(TxnRequest.newBuilder().addSuccess(put("")))));
    }

    @Test
    void anOperationThatIsNoneIsAKeyNotFound() {
      refuses(
          EtcdError.KEY_NOT_FOUND,
          TxnRequest.newBuilder().addSuccess(RequestOp.getDefaultInstance()));
    }

    @Test
    void aKeyIsPutOnceInABranch() {
      passes(TxnRequest.newBuilder().addSuccess(put("a")).addFailure(put("a")));
      refuses(
          EtcdError.DUPLICATE_KEY,
          TxnRequest.newBuilder().addSuccess(put("a")).addSuccess(put("a")));
      refuses(
          EtcdError.DUPLICATE_KEY,
          TxnRequest.newBuilder().addFailure(put("a")).addFailure(put("a")));
    }

    @Test
    void aDeletedKeyIsNotPut() {
      var delete = TxnRequest.newBuilder().addSuccess(delete("b", "d"));
      passes(delete.clone().addSuccess(put("a")));
      refuses(EtcdError.DUPLICATE_KEY, delete.clone().addSuccess(put("b")));
      refuses(EtcdError.DUPLICATE_KEY, delete.clone().addSuccess(put("c")));
      passes(delete.clone().addSuccess(put("d")));
      var one = TxnRequest.newBuilder().addSuccess(delete("b", ""));
      refuses(EtcdError.DUPLICATE_KEY, one.clone().addSuccess(put("b")));
      passes(one.clone().addSuccess(put("b\0")));
    }

    @Test
    void deletesMayOverlap() {
      passes(
          TxnRequest.newBuilder()
              .addSuccess(delete("a", "c"))
              .addSuccess(delete("b", "d"))
              .addSuccess(delete("b", "")));
    }

    @Test
    void aDeleteFromAKeyOnOverlapsNothing() {
      passes(TxnRequest.newBuilder().addSuccess(delete("a", "\0")).addSuccess(put("b")));
    }

    @Test
    void branchesOfANestedTxnMayPutTheSameKeyButNotASiblings() {
      var inner = TxnRequest.newBuilder().addSuccess(put("a")).addFailure(put("a"));
      var outer = TxnRequest.newBuilder().addSuccess(nested(inner));
      passes(outer);
      refuses(EtcdError.DUPLICATE_KEY, outer.clone().addSuccess(put("a")));
      refuses(EtcdError.DUPLICATE_KEY, outer.clone().addSuccess(nested(inner)));
      refuses(EtcdError.DUPLICATE_KEY, outer.clone().addSuccess(delete("a", "")));
    }

    @Test
    void aNestedDeleteCountsForWhatComesAfterIt() {
      var deletes = nested(TxnRequest.newBuilder().addFailure(delete("a", "c")));
      var puts = nested(TxnRequest.newBuilder().addSuccess(put("b")));
      refuses(
          EtcdError.DUPLICATE_KEY, TxnRequest.newBuilder().addSuccess(deletes).addSuccess(puts));
      refuses(
          EtcdError.DUPLICATE_KEY,
          TxnRequest.newBuilder().addSuccess(put("b")).addSuccess(deletes));
      passes(TxnRequest.newBuilder().addSuccess(puts).addSuccess(deletes));
    }

    @Test
    void aLoneNestedTxnIsSearchedToo() {
      var inner = TxnRequest.newBuilder().addSuccess(put("a")).addSuccess(put("a"));
      refuses(EtcdError.DUPLICATE_KEY, TxnRequest.newBuilder().addFailure(nested(inner)));
    }

    private static void passes(TxnRequest.Builder txn) {
      RequestChecksTest.passes(() -> RequestChecks.check(txn.build(), 128));
    }

    private static void refuses(EtcdError error, TxnRequest.Builder txn) {
      RequestChecksTest.refuses(error, () -> RequestChecks.check(txn.build(), 128));
    }
  }

  private static RequestOp put(String key) {
    return RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(utf8(key))).build();
  }

  private static RequestOp delete(String key, String end) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(
            DeleteRangeRequest.newBuilder().setKey(utf8(key)).setRangeEnd(utf8(end)))
        .build();
  }

  private static RequestOp nested(TxnRequest.Builder txn) {
    return RequestOp.newBuilder().setRequestTxn(txn).build();
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static void passes(ThrowingCallable check) {
    assertThatCode(check).doesNotThrowAnyException();
  }

  private static void refuses(EtcdError error, ThrowingCallable check) {
    assertThatCode(check).isInstanceOf(EtcdException.class).hasMessage(error.text());
  }
}
