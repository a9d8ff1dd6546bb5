package process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.SnapshotRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The HTTP side of a real etcd (3.4) and of ours, asked the same: JSON of the gateway, and names,
/// types, labels and bounds of metrics.
@Tag("process")
final class HttpBesideEtcdTest {

  @RegisterExtension static final Cluster etcd = EtcdCluster.of(1);
  @RegisterExtension static final Cluster sampo = Cluster.of(1);

  /// The same calls in the same order, so that revisions are the same too.
  private static final String[][] CALLS = {
    {"kv/range", "{\"key\":\"YQ==\"}"},
    {"kv/put", "{\"key\":\"YQ==\",\"value\":\"YmI=\"}"},
    {"kv/put", "{\"key\":\"YQ==\",\"value\":\"Yg==\",\"prev_kv\":true}"},
    {"kv/put", "{\"key\":\"Yg==\",\"lease\":0}"},
    {"kv/put", "{\"key\":\"Yw==\",\"lease\":\"99\"}"},
    {"kv/put", "{\"key\":\"\"}"},
    {"kv/put", "{\"key\":\"ZA==\",\"ignore_value\":true}"},
    {"kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\"}"},
    {
      "kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"limit\":1,\"sort_order\":\"DESCEND\"}"
    },
    {
      "kv/range",
      "{\"key\":\"AA==\",\"rangeEnd\":\"AA==\",\"sort_order\":2,\"sort_target\":\"KEY\"}"
    },
    {"kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"count_only\":true}"},
    {"kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"keys_only\":true}"},
    {"kv/range", "{\"key\":\"YQ==\",\"revision\":\"2\"}"},
    {"kv/range", "{\"key\":\"YQ==\",\"revision\":\"999\"}"},
    {"kv/range", "{\"key\":\"YQ==\",\"bogus\":[1,{\"a\":null}]}"},
    {"kv/range", "{\"key\":\"YQ==\"} and more"},
    {"kv/range", ""},
    {
      "kv/txn",
      "{\"compare\":[{\"key\":\"YQ==\",\"target\":\"VERSION\",\"version\":\"2\"}],"
          + "\"success\":[{\"request_put\":{\"key\":\"YQ==\",\"value\":\"YQ==\"}},"
          + "{\"requestRange\":{\"key\":\"YQ==\"}},{\"request_delete_range\":{\"key\":\"eA==\"}}]}"
    },
    {
      "kv/txn",
      "{\"compare\":[{\"key\":\"YQ==\",\"target\":1,\"result\":\"GREATER\","
          + "\"create_revision\":\"99\"}],\"failure\":[{\"request_range\":{\"key\":\"YQ==\"}}]}"
    },
    {"kv/deleterange", "{\"key\":\"Yg==\",\"prev_kv\":true}"},
    {"kv/deleterange", "{\"key\":\"Yg==\"}"},
    {"kv/compaction", "{\"revision\":\"2\"}"},
    {"kv/compaction", "{\"revision\":\"2\"}"},
    {"kv/range", "{\"key\":\"YQ==\",\"revision\":\"1\"}"},
  };

  /// Bodies that are refused before any service sees them, in words of their own.
  private static final String[] MALFORMED = {
    "{\"key\":", "[]", "{\"key\":\"!!\"}", "{\"key\":\"AA==\",\"limit\":\"x\"}", "{\"key\":7}"
  };

  /// Of the header, what no two clusters have in common.
  private static final Set<String> OWN = Set.of("cluster_id", "member_id", "raft_term");

  /// What etcd 3.4 has and METRICS.md, which is of etcd 3.6, does not speak of.
  private static final Map<String, String> GONE =
      Map.of(
          "etcd_grpc_proxy_", "no proxy, as in etcd since 3.5",
          "etcd_debugging_store_", "the v2 store, gone from etcd 3.6",
          "etcd_debugging_mvcc_db_total_size_in_bytes", "gone from etcd 3.6",
          "etcd_debugging_mvcc_delete_total", "gone from etcd 3.6",
          "etcd_debugging_mvcc_put_total", "gone from etcd 3.6",
          "etcd_debugging_mvcc_range_total", "gone from etcd 3.6",
          "etcd_debugging_mvcc_txn_total", "gone from etcd 3.6");

  /// What Sampo has and etcd 3.4 has not.
  private static final Map<String, String> NOT_IN_3_4 =
      Map.of(
          "sampo_", "our own",
          "etcd_server_apply_duration_seconds", "since 3.5",
          "etcd_server_range_duration_seconds", "since 3.6",
          "etcd_server_healthcheck", "since 3.5.11 and 3.4.29",
          "etcd_network_peer_", "of clusters of more than one",
          "etcd_server_feature_enabled", "since 3.6",
          "etcd_debugging_server_alarms", "since 3.6");

  private static final String[] COPIES_AND_FAILURES = {
    "etcd_disk_backend_snapshot_duration_seconds_count", "etcd_network_server_stream_failures_"
  };

  private static final String[] LEASES_AND_WATCHERS = {
    "etcd_debugging_lease_",
    "etcd_debugging_server_lease_",
    "etcd_debugging_mvcc_events_",
    "etcd_debugging_mvcc_pending_events_",
    "etcd_debugging_mvcc_slow_watcher_",
    "etcd_debugging_mvcc_watch"
  };

  /// Some metrics are there once there was something to count.
  @BeforeAll
  static void happen() {
    for (var cluster : List.of(etcd, sampo)) {
      var channel = cluster.member(0).channel();
      MaintenanceGrpc.newBlockingStub(channel)
          .snapshot(SnapshotRequest.getDefaultInstance())
          .forEachRemaining(_ -> {});
      NoMessage.send(channel, WatchGrpc.getWatchMethod());
      NoMessage.send(channel, LeaseGrpc.getLeaseKeepAliveMethod());
    }
  }

  @Test
  void theGatewayAnswersAlike() throws Exception {
    try (var client = client()) {
      for (var call : CALLS) {
        var theirs = post(client, etcd, call[0], call[1]);
        var ours = post(client, sampo, call[0], call[1]);
        assertThat(comparable(ours)).as("%s %s", call[0], call[1]).isEqualTo(comparable(theirs));
        assertThat(ours.statusCode()).isEqualTo(status(theirs));
      }
    }
  }

  @Test
  void malformedJsonIsRefusedAlike() throws Exception {
    try (var client = client()) {
      for (var body : MALFORMED) {
        var theirs = post(client, etcd, "kv/range", body);
        var ours = post(client, sampo, "kv/range", body);
        assertThat(ours.statusCode()).as(body).isEqualTo(theirs.statusCode());
        assertThat(object(ours).get("code")).isEqualTo(object(theirs).get("code"));
      }
    }
  }

  @Test
  void theMemberListHasTheSameFields() throws Exception {
    try (var client = client()) {
      var theirs = object(post(client, etcd, "cluster/member/list", "{}"));
      var ours = object(post(client, sampo, "cluster/member/list", "{}"));
      assertThat(ours.getAsJsonArray("members").get(0).getAsJsonObject().keySet())
          .isEqualTo(theirs.getAsJsonArray("members").get(0).getAsJsonObject().keySet());
    }
  }

  @Test
  void metricsAreThereUnderTheSameNamesTypesLabelsAndBounds() throws Exception {
    var document = MetricsDocument.read();
    var theirs = Scrape.of(etcd.member(0)).signatures();
    var ours = Scrape.of(sampo.member(0)).signatures();
    theirs.forEach(
        (name, signature) -> {
          if (!explains(GONE, name) && !document.leavesOut(name)) {
            assertThat(ours.get(name)).as(name).isEqualTo(signature);
          }
        });
    var more = new TreeMap<>(ours);
    more.keySet().removeAll(theirs.keySet());
    more.keySet().removeIf(name -> explains(NOT_IN_3_4, name));
    assertThat(more).isEmpty();
  }

  @Test
  void leasesAndWatchersAreCountedAlike() {
    try (var theirs = leaseAndWatch(etcd.member(0));
        var ours = leaseAndWatch(sampo.member(0))) {
      assertThat(ours.events(3)).hasSameSizeAs(theirs.events(3));
      Awaitility.await()
          .atMost(Member.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(Scrape.of(sampo.member(0)).values(LEASES_AND_WATCHERS))
                      .isEqualTo(Scrape.of(etcd.member(0)).values(LEASES_AND_WATCHERS)));
    }
  }

  @Test
  void copiesAndStreamsThatFailAreCountedAlike() {
    Awaitility.await()
        .atMost(Member.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Scrape.of(sampo.member(0)).values(COPIES_AND_FAILURES))
                    .isEqualTo(Scrape.of(etcd.member(0)).values(COPIES_AND_FAILURES))
                    .hasSize(3)
                    .allSatisfy((_, count) -> assertThat(count).isEqualTo(1)));
  }

  /// Grants two leases and revokes one of them, and puts three keys before the eyes of a watcher.
  private static Watch leaseAndWatch(Member member) {
    var leases = LeaseGrpc.newBlockingStub(member.channel());
    for (long seconds : new long[] {100, 4096}) {
      var id = leases.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(seconds).build()).getID();
      if (seconds == 100) {
        leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build());
      }
    }
    var watch = new Watch(member);
    watch.create(WatchCreateRequest.newBuilder().setKey(Bytes.of("watched")).build());
    for (int i = 0; i < 3; i++) {
      member.kv(Member.PATIENCE).put(PutRequest.newBuilder().setKey(Bytes.of("watched")).build());
    }
    return watch;
  }

  @Test
  void everyMethodIsCountedFromTheStart() throws Exception {
    try (var client = client()) {
      var started = "grpc_server_started_total{";
      var theirs = get(client, etcd, "/metrics").lines().filter(line -> line.startsWith(started));
      var ours = get(client, sampo, "/metrics");
      assertThat(theirs.map(line -> line.substring(0, line.indexOf('}'))))
          .filteredOn(line -> !line.contains("grpc.health"))
          .allSatisfy(line -> assertThat(ours).contains(line));
    }
  }

  private static boolean explains(Map<String, String> differences, String name) {
    return differences.keySet().stream().anyMatch(name::startsWith);
  }

  /// grpc-gateway v2, in etcd since 3.6, has another status for FailedPrecondition.
  private static int status(HttpResponse<String> theirs) {
    return theirs.statusCode() == 412 ? 400 : theirs.statusCode();
  }

  private static JsonElement comparable(HttpResponse<String> response) {
    var object = object(response);
    object.remove("details");
    var header = object.getAsJsonObject("header");
    if (header != null) {
      assertThat(header.keySet()).containsAll(OWN);
      header.keySet().removeAll(OWN);
    }
    return object;
  }

  private static JsonObject object(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static HttpResponse<String> post(
      HttpClient client, Cluster cluster, String path, String body)
      throws IOException, InterruptedException {
    var uri = URI.create(cluster.member(0).flags().clientUrl() + "/v3/" + path);
    var request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String get(HttpClient client, Cluster cluster, String path)
      throws IOException, InterruptedException {
    var uri = URI.create(cluster.member(0).flags().clientUrl() + path);
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
