package sampo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.nio.charset.StandardCharsets;
import metrics.DiskMetrics;
import metrics.Metrics;
import metrics.StoreMetrics;
import org.junit.jupiter.api.Test;
import proposal.wire.Proposal;

final class ApplyMetricsTest {

  private static final RequestOp PUT =
      RequestOp.newBuilder()
          .setRequestPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("abc")))
          .build();
  private static final RequestOp RANGE =
      RequestOp.newBuilder().setRequestRange(RangeRequest.getDefaultInstance()).build();
  private static final RequestOp DELETE =
      RequestOp.newBuilder().setRequestDeleteRange(DeleteRangeRequest.getDefaultInstance()).build();

  private final Metrics metrics = new Metrics();
  private final ApplyMetrics applied =
      new ApplyMetrics(
          new StoreMetrics(metrics),
          new DiskMetrics(metrics),
          new MemberDirectory(InitialCluster.parse("a=http://127.0.0.1:1", "test")));

  /// etcd's `mvcc/metrics_txn.go`.
  @Test
  void onlyTheBranchThatWasTakenIsCounted() {
    var inner = TxnRequest.newBuilder().addSuccess(PUT).addSuccess(DELETE).addFailure(RANGE);
    var txn =
        TxnRequest.newBuilder()
            .addSuccess(PUT)
            .addSuccess(RequestOp.newBuilder().setRequestTxn(inner))
            .addFailure(RANGE);
    var innerAnswer = TxnResponse.newBuilder().setSucceeded(true);
    var answer =
        TxnResponse.newBuilder()
            .setSucceeded(true)
            .addResponses(ResponseOp.getDefaultInstance())
            .addResponses(ResponseOp.newBuilder().setResponseTxn(innerAnswer))
            .build();
    applied.applied(Proposal.newBuilder().setTxn(txn).build(), answer, 1);
    assertThat(scrape())
        .contains("etcd_mvcc_put_total 2.0\n")
        .contains("etcd_debugging_mvcc_total_put_size_in_bytes 6.0\n")
        .contains("etcd_mvcc_delete_total 1.0\n")
        .contains("etcd_mvcc_range_total 0.0\n")
        .contains("etcd_mvcc_txn_total 1.0\n");
  }

  @Test
  void oneOperationIsNoTransactionAndARefusalNothing() {
    var txn = TxnRequest.newBuilder().addSuccess(PUT).addFailure(RANGE);
    var proposal = Proposal.newBuilder().setTxn(txn).build();
    applied.applied(proposal, TxnResponse.getDefaultInstance(), 1);
    applied.applied(proposal, null, 1);
    assertThat(scrape())
        .contains("etcd_mvcc_range_total 1.0\n")
        .contains("etcd_mvcc_put_total 0.0\n")
        .contains("etcd_mvcc_txn_total 0.0\n");
  }

  private String scrape() {
    return new String(metrics.scrape(), StandardCharsets.UTF_8);
  }
}
