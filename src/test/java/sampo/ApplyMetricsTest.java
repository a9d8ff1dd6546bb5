package sampo;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import metrics.DiskMetrics;
import metrics.Metrics;
import metrics.StoreMetrics;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
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
  private final StoreMetrics store = new StoreMetrics(metrics);
  private final DiskMetrics disk = new DiskMetrics(metrics);
  private final ApplyMetrics applied = applied(Duration.ofMillis(100));

  private ApplyMetrics applied(Duration slow) {
    var members = new MemberDirectory(InitialCluster.parse("a=http://127.0.0.1:1", "test"));
    return new ApplyMetrics(store, disk, members, slow);
  }

  @Test
  void whatTakesLongerToApplyThanItMayIsLoggedWithoutItsContent() {
    var logger = (Logger) LoggerFactory.getLogger(ApplyMetrics.class);
    var heard = new ListAppender<ILoggingEvent>();
    heard.start();
    logger.addAppender(heard);
    var put = Proposal.newBuilder().setPut(PUT.getRequestPut()).build();
    applied.applied(put, PutResponse.getDefaultInstance(), 100_000_000);
    applied.applied(put, PutResponse.getDefaultInstance(), 250_000_000);
    logger.detachAppender(heard);
    assertThat(heard.list)
        .singleElement()
        .asString()
        .contains(
            "[WARN] a PUT of 7 bytes took 250 ms to apply,"
                + " longer than --warning-apply-duration (100 ms)");
  }

  /// etcd's `txn/util.go`: whatever is applied, and what is only read.
  @Test
  void whatTakesLongerThanTheFlagSaysIsCountedBeItAppliedOrRead() {
    var grant = Proposal.newBuilder().setLeaseGrant(LeaseGrantRequest.getDefaultInstance()).build();
    var patient = applied(Duration.ofMillis(200));
    patient.applied(grant, null, 150_000_000);
    patient.answered(150_000_000);
    assertThat(scrape()).contains("etcd_server_slow_apply_total 0.0\n");
    patient.applied(grant, null, 250_000_000);
    patient.answered(250_000_000);
    assertThat(scrape()).contains("etcd_server_slow_apply_total 2.0\n");
  }

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
