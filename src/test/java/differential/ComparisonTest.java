package differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeRequest.SortTarget;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseHeader;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import io.grpc.Status;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The judge sees every field that clients see, and nothing else.
final class ComparisonTest {

  private static final RangeRequest ALL =
      RangeRequest.newBuilder().setKey(Keys.ZERO).setRangeEnd(Keys.ZERO).build();
  private static final RangeRequest BY_VERSION =
      ALL.toBuilder().setSortTarget(SortTarget.VERSION).build();

  private static final KeyValue A = pair("a", 1);
  private static final KeyValue B = pair("b", 1);
  private static final KeyValue C = pair("c", 2);

  private static KeyValue pair(String key, long version) {
    return KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).setVersion(version).build();
  }

  private static RangeResponse pairs(KeyValue... kvs) {
    return RangeResponse.newBuilder()
        .setHeader(ResponseHeader.newBuilder().setRevision(7))
        .addAllKvs(List.of(kvs))
        .setCount(kvs.length)
        .build();
  }

  private static boolean agree(Message request, Message one, Message other) {
    return Comparison.agree(Ask.of(request), Answer.of(one), Answer.of(other));
  }

  static Stream<UnaryOperator<RangeResponse.Builder>> changes() {
    return Stream.of(
        answer -> answer.setMore(true),
        answer -> answer.setCount(9),
        answer -> answer.removeKvs(0),
        answer -> answer.addKvs(C),
        answer -> answer.setKvs(0, C),
        answer -> answer.setKvs(0, A.toBuilder().setLease(1)),
        answer -> answer.setKvs(0, A.toBuilder().setModRevision(1)),
        answer -> answer.setKvs(0, A.toBuilder().setCreateRevision(1)),
        answer -> answer.setKvs(0, A.toBuilder().setValue(Keys.ZERO)),
        answer -> answer.setHeader(ResponseHeader.newBuilder().setRevision(8)),
        answer -> answer.setKvs(0, B).setKvs(1, A));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void seesEveryField(UnaryOperator<RangeResponse.Builder> change) {
    RangeResponse changed = change.apply(pairs(A, B).toBuilder()).build();
    assertThat(agree(ALL, pairs(A, B), changed)).isFalse();
    assertThat(agree(inTxn(ALL), inTxn(pairs(A, B)), inTxn(changed))).isFalse();
  }

  @Test
  void overlooksWhoAnsweredInWhichTermButNotThatNobodyDid() {
    ResponseHeader.Builder here =
        ResponseHeader.newBuilder().setRevision(7).setClusterId(1).setMemberId(2).setRaftTerm(3);
    RangeResponse one = pairs(A).toBuilder().setHeader(here).build();
    RangeResponse other = pairs(A).toBuilder().setHeader(here.clone().setMemberId(9)).build();
    RangeResponse nobody = pairs(A).toBuilder().setHeader(here.clone().clearMemberId()).build();
    assertThat(agree(ALL, one, other)).isTrue();
    assertThat(agree(ALL, one, nobody)).isFalse();
    assertThat(agree(ALL, one, one.toBuilder().clearHeader().build())).isFalse();
  }

  /// Inside a transaction headers hold nothing but the revision.
  @Test
  void seesWhoAnsweredInsideATransaction() {
    RangeResponse named =
        pairs(A).toBuilder()
            .setHeader(ResponseHeader.newBuilder().setRevision(7).setMemberId(1))
            .build();
    assertThat(agree(inTxn(ALL), inTxn(pairs(A)), inTxn(named))).isFalse();
  }

  @Test
  void takesTiesInAnyOrder() {
    assertThat(agree(BY_VERSION, pairs(A, B, C), pairs(B, A, C))).isTrue();
    assertThat(agree(BY_VERSION, pairs(A, B, C), pairs(A, C, B))).isFalse();
    assertThat(agree(BY_VERSION, pairs(A, B, C), pairs(A, A, C))).isFalse();
    assertThat(agree(inTxn(BY_VERSION), inTxn(pairs(A, B)), inTxn(pairs(B, A)))).isTrue();
  }

  @Test
  void takesAnyOfTheTiesThatALimitCuts() {
    RangeResponse cut = pairs(A).toBuilder().setMore(true).build();
    RangeResponse otherCut = pairs(B).toBuilder().setMore(true).build();
    assertThat(agree(BY_VERSION, cut, otherCut)).isTrue();
    assertThat(agree(BY_VERSION, cut, otherCut.toBuilder().setKvs(0, C).build())).isFalse();
    assertThat(agree(BY_VERSION, pairs(A), pairs(B))).isFalse();
  }

  @Test
  void seesCodeAndTextOfErrors() {
    Answer compacted = Answer.of(EtcdError.COMPACTED);
    assertThat(Comparison.agree(Ask.of(ALL), compacted, Answer.of(EtcdError.COMPACTED))).isTrue();
    assertThat(Comparison.agree(Ask.of(ALL), compacted, Answer.of(EtcdError.FUTURE_REVISION)))
        .isFalse();
    assertThat(Comparison.agree(Ask.of(ALL), compacted, Answer.of(pairs()))).isFalse();
    assertThat(
            Comparison.agree(
                Ask.of(ALL),
                compacted,
                new Answer.Refusal(Status.Code.UNKNOWN, EtcdError.COMPACTED.text())))
        .isFalse();
  }

  @Test
  void seesWhatWritesAnswer() {
    PutRequest put = PutRequest.getDefaultInstance();
    PutResponse before = PutResponse.newBuilder().setPrevKv(A).build();
    assertThat(agree(put, before, before.toBuilder().setPrevKv(B).build())).isFalse();
    assertThat(agree(put, before, before.toBuilder().clearPrevKv().build())).isFalse();
    DeleteRangeResponse deleted =
        DeleteRangeResponse.newBuilder().setDeleted(2).addPrevKvs(A).addPrevKvs(B).build();
    assertThat(agree(put, deleted, deleted.toBuilder().setDeleted(1).build())).isFalse();
    assertThat(agree(put, deleted, deleted.toBuilder().removePrevKvs(1).build())).isFalse();
  }

  private static TxnRequest inTxn(RangeRequest request) {
    TxnRequest inner =
        TxnRequest.newBuilder().addFailure(RequestOp.newBuilder().setRequestRange(request)).build();
    return TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestTxn(inner)).build();
  }

  private static TxnResponse inTxn(RangeResponse response) {
    TxnResponse inner =
        TxnResponse.newBuilder()
            .addResponses(ResponseOp.newBuilder().setResponseRange(response))
            .build();
    return TxnResponse.newBuilder()
        .setSucceeded(true)
        .addResponses(ResponseOp.newBuilder().setResponseTxn(inner))
        .build();
  }
}
