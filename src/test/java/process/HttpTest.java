package process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import etcdserverpb.PutRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What probes, scrapers and people with a browser get at the client port, beside gRPC.
@Tag("process")
final class HttpTest {

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  private static HttpResponse<String> get(Member member, String path) throws Exception {
    return send(member, HttpClient.Version.HTTP_1_1, "GET", path);
  }

  private static HttpResponse<String> send(
      Member member, HttpClient.Version version, String method, String path) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().version(version).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(member.flags().clientUrl() + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .timeout(Duration.ofSeconds(20))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  /// A client that would rather speak HTTP/2 asks to upgrade, and is served all the same.
  @ParameterizedTest
  @EnumSource
  void everyMemberIsHealthy(HttpClient.Version version) throws Exception {
    for (Member member : cluster.members()) {
      HttpResponse<String> response = send(member, version, "GET", "/health");
      assertThat(response.statusCode()).isEqualTo(200);
      JsonObject health = JsonParser.parseString(response.body()).getAsJsonObject();
      assertThat(health.get("health").getAsString()).isEqualTo("true");
      assertThat(health.get("reason").getAsString()).isEmpty();
    }
  }

  @Test
  void healthIsOnlyAskedFor() throws Exception {
    HttpResponse<String> response =
        send(cluster.member(0), HttpClient.Version.HTTP_1_1, "POST", "/health");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).contains("GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/livez",
        "/livez/serializable_read",
        "/readyz",
        "/readyz/data_corruption",
        "/readyz/serializable_read",
        "/readyz/linearizable_read",
        "/readyz/non_learner"
      })
  void everyMemberIsLiveAndReady(String path) throws Exception {
    for (Member member : cluster.members()) {
      HttpResponse<String> response = get(member, path);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("ok\n");
    }
  }

  @Test
  void checksAreListedOnDemand() throws Exception {
    assertThat(get(cluster.member(1), "/readyz?verbose").body())
        .contains("[+]serializable_read ok\n", "[+]linearizable_read ok\n");
  }

  @Test
  void versionsAreThoseOfAnEtcd() throws Exception {
    HttpResponse<String> response = get(cluster.member(0), "/version");
    assertThat(response.statusCode()).isEqualTo(200);
    JsonObject versions = JsonParser.parseString(response.body()).getAsJsonObject();
    assertThat(versions.get("etcdserver").getAsString()).matches("3\\.6\\.\\d+");
    assertThat(versions.get("etcdcluster").getAsString()).matches("3\\.6\\.\\d+");
  }

  @Test
  void oneMemberLeadsInTheMetrics() throws Exception {
    Member leader = cluster.awaitLeader();
    for (Member member : cluster.members()) {
      String metrics = get(member, "/metrics").body();
      assertThat(metric(metrics, "etcd_server_has_leader")).isEqualTo(1);
      assertThat(metric(metrics, "etcd_server_is_leader")).isEqualTo(member == leader ? 1 : 0);
      assertThat(metric(metrics, "process_resident_memory_bytes")).isPositive();
    }
  }

  @Test
  void metricsCountWhatIsDone() throws Exception {
    Member member = cluster.member(2);
    String before = get(member, "/metrics").body();
    for (int i = 0; i < 10; i++) {
      member.kv(Member.PATIENCE).put(PutRequest.newBuilder().setKey(Bytes.of("metrics")).build());
    }
    String after = get(member, "/metrics").body();
    assertThat(metric(after, "etcd_mvcc_put_total") - metric(before, "etcd_mvcc_put_total"))
        .isGreaterThanOrEqualTo(10);
    assertThat(
            metric(after, "etcd_server_proposals_applied_total")
                - metric(before, "etcd_server_proposals_applied_total"))
        .isGreaterThanOrEqualTo(10);
  }

  @Test
  void bytesBetweenMembersAreCountedAndTheirWaysTimed() throws Exception {
    Member leader = cluster.awaitLeader();
    String metrics = get(leader, "/metrics").body();
    for (Member member : cluster.members()) {
      if (member != leader) {
        String id = Long.toHexString(member.status().getHeader().getMemberId());
        assertThat(metric(metrics, "etcd_network_peer_sent_bytes_total{To=\"" + id + "\"}"))
            .isPositive();
        assertThat(metric(metrics, "etcd_network_peer_received_bytes_total{From=\"" + id + "\"}"))
            .isPositive();
        String trips = "etcd_network_peer_round_trip_time_seconds";
        assertThat(metric(metrics, trips + "_count{To=\"" + id + "\"}")).isPositive();
        assertThat(metric(metrics, trips + "_sum{To=\"" + id + "\"}")).isPositive();
      }
    }
  }

  private static double metric(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name + " in\n" + metrics));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v2/keys", "/healthz", "/etcdserverpb.KV/Range", "/%00"})
  void unknownPathsAreNotFound(String path) throws Exception {
    for (String method : new String[] {"GET", "POST"}) {
      HttpResponse<String> response =
          send(cluster.member(0), HttpClient.Version.HTTP_1_1, method, path);
      assertThat(response.statusCode()).as("%s %s", method, path).isBetween(400, 499);
    }
    assertStillServes(cluster.member(0));
  }

  private static void assertStillServes(Member member) {
    member.awaitServing();
    assertThat(member.isRunning()).isTrue();
  }
}
