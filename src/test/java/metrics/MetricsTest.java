package metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class MetricsTest {

  private final Metrics metrics = new Metrics();

  @Test
  void bucketsDoubleFromTheFirstBound() {
    var disk = new DiskMetrics(metrics);
    disk.logged(10, 0.0015);
    disk.logged(5, 9);
    assertThat(scrape())
        .contains("# TYPE etcd_disk_wal_fsync_duration_seconds histogram")
        .contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.001\"} 0\n")
        .contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.002\"} 1\n")
        .contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"8.192\"} 1\n")
        .contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"+Inf\"} 2\n")
        .contains("# TYPE etcd_disk_wal_write_bytes_total gauge\n")
        .contains("etcd_disk_wal_write_bytes_total 15.0\n");
  }

  @Test
  void appliedProposalsAreTimedByOperationAndOutcome() {
    var store = new StoreMetrics(metrics);
    store.applied(StoreMetrics.Operation.PUT, true, 0.001);
    store.applied(StoreMetrics.Operation.TXN, false, 0.2);
    store.put(7);
    store.put(5);
    store.deleted();
    store.slow();
    assertThat(scrape())
        .contains(
            "etcd_server_apply_duration_seconds_count{op=\"Put\",success=\"true\",version=\"v3\"}"
                + " 1\n")
        .contains(
            "etcd_server_apply_duration_seconds_count{op=\"Txn\",success=\"false\",version=\"v3\"}"
                + " 1\n")
        .contains("etcd_server_slow_apply_total 1.0\n")
        .contains("etcd_mvcc_put_total 2.0\n")
        .contains("etcd_mvcc_delete_total 1.0\n")
        .contains("etcd_mvcc_txn_total 0.0\n")
        .contains("etcd_debugging_mvcc_total_put_size_in_bytes 12.0\n");
  }

  @Test
  void methodsNeverCalledAreThereWithEveryCode() {
    new GrpcMetrics(metrics, false, SlowCalls.NONE)
        .method("bidi_stream", "etcdserverpb.Watch", "Watch");
    String labels =
        "grpc_method=\"Watch\",grpc_service=\"etcdserverpb.Watch\",grpc_type=\"bidi_stream\"}";
    assertThat(scrape())
        .contains("grpc_server_started_total{" + labels + " 0.0\n")
        .contains("grpc_server_handled_total{grpc_code=\"OK\"," + labels + " 0.0\n")
        .contains("grpc_server_handled_total{grpc_code=\"Unauthenticated\"," + labels + " 0.0\n");
  }

  @Test
  void callsAreTimedIfTheMetricsAreToBeExtensive() {
    var basic = new Metrics();
    var unary =
        new GrpcMetrics(basic, false, SlowCalls.NONE).method("unary", "etcdserverpb.KV", "Put");
    unary.handled(0, unary.started());
    assertThat(new String(basic.scrape(), StandardCharsets.UTF_8)).doesNotContain("handling");
    var timed =
        new GrpcMetrics(metrics, true, SlowCalls.NONE).method("unary", "etcdserverpb.KV", "Put");
    timed.handled(0, timed.started() - 20_000_000);
    String labels = "{grpc_method=\"Put\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"";
    assertThat(scrape())
        .contains("grpc_server_handling_seconds_bucket" + labels + ",le=\"0.005\"} 0\n")
        .contains("grpc_server_handling_seconds_bucket" + labels + ",le=\"10.0\"} 1\n")
        .contains("grpc_server_handling_seconds_count" + labels + "} 1\n");
  }

  @Test
  void clientsCannotInventEndlesslyManyVersions() {
    var grpc = new GrpcMetrics(metrics, false, SlowCalls.NONE);
    for (int i = 0; i < 1_000; i++) {
      grpc.unaryRequest("v" + i);
    }
    assertThat(scrape().lines().filter(line -> line.startsWith("etcd_server_client_requests")))
        .hasSizeLessThan(70);
    assertThat(scrape()).contains("{client_api_version=\"unknown\",type=\"unary\"} 936.0\n");
  }

  @Test
  void theProcessIsMeasured() {
    ProcessMetrics.register(metrics);
    assertThat(scrape())
        .contains("# TYPE process_cpu_seconds_total counter\n")
        .contains("process_start_time_seconds ");
  }

  private String scrape() {
    return new String(metrics.scrape(), StandardCharsets.UTF_8);
  }
}
