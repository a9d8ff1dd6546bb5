package http;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmType;
import grpc.ClientPort;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// etcd's `api/etcdhttp`, asked as probes and Prometheus ask.
final class RoutesTest {

  private final ClientPort port = new ClientPort();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    client.close();
    port.close();
  }

  @Test
  void aWellMemberIsHealthy() throws Exception {
    var response = get("/health");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
  }

  @Test
  void anAlarmIsUnhealthyUnlessExcluded() throws Exception {
    port.member().raise(AlarmMember.newBuilder().setAlarm(AlarmType.NOSPACE).build());
    var response = get("/health");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}\n");
    assertThat(get("/health?exclude=CORRUPT").statusCode()).isEqualTo(503);
    assertThat(get("/health?exclude=CORRUPT&exclude=NOSPACE").statusCode()).isEqualTo(200);
  }

  @Test
  void withoutALeaderOnlyTheMemberItselfIsHealthy() throws Exception {
    port.member().loseLeader();
    var response = get("/health");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("\"reason\":\"RAFT NO LEADER\"");
    assertThat(get("/health?serializable=true").statusCode()).isEqualTo(200);
    assertThat(get("/livez").body()).isEqualTo("ok\n");
  }

  @Test
  void aReadThatIsRefusedIsTheReason() throws Exception {
    port.member().entrance().stop();
    var response = get("/health");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("\"reason\":\"RANGE ERROR:etcdserver: server stopped\"");
    var ready = get("/readyz");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body())
        .isEqualTo(
            """
            [+]data_corruption ok
            [+]serializable_read ok
            [-]linearizable_read failed: etcdserver: server stopped
            [+]non_learner ok

            """);
    assertThat(get("/readyz?exclude=linearizable_read").body()).isEqualTo("ok\n");
  }

  @Test
  void readinessListsItsChecksWhenAskedTo() throws Exception {
    assertThat(get("/readyz").body()).isEqualTo("ok\n");
    assertThat(get("/readyz?verbose").body())
        .isEqualTo(
            """
            [+]data_corruption ok
            [+]serializable_read ok
            [+]linearizable_read ok
            [+]non_learner ok
            ok
            """);
    assertThat(get("/readyz/non_learner?verbose").body()).isEqualTo("[+]non_learner ok\nok\n");
    assertThat(get("/livez?verbose").body()).isEqualTo("[+]serializable_read ok\nok\n");
    assertThat(get("/livez/serializable_read").statusCode()).isEqualTo(200);
    assertThat(get("/readyz/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void aLearnerIsNotReady() throws Exception {
    port.member().becomeLearner();
    assertThat(get("/readyz/non_learner").body())
        .isEqualTo("[-]non_learner failed: not supported for learner\n\n");
  }

  @Test
  void corruptionIsNotReadyButLackOfSpaceIs() throws Exception {
    port.member().raise(AlarmMember.newBuilder().setAlarm(AlarmType.NOSPACE).build());
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    port.member().raise(AlarmMember.newBuilder().setAlarm(AlarmType.CORRUPT).build());
    assertThat(get("/readyz/data_corruption").body())
        .isEqualTo("[-]data_corruption failed: alarm activated: CORRUPT\n\n");
  }

  @Test
  void theVersionIsJson() throws Exception {
    var response = get("/version");
    assertThat(response.body())
        .isEqualTo("{\"etcdserver\":\"3.6.14\",\"etcdcluster\":\"3.6.0\",\"storage\":\"3.6.0\"}");
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertThat(get("/v2/keys").statusCode()).isEqualTo(404);
    assertThat(get("/v2/keys").body()).isEqualTo("404 page not found\n");
    var post = send(request("/health").POST(HttpRequest.BodyPublishers.ofString("x")).build());
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("allow")).contains("GET");
    assertThat(post.body()).isEqualTo("Method Not Allowed\n");
  }

  @Test
  void anyWebPageMayAsk() throws Exception {
    var options =
        send(request("/health").method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build());
    assertThat(options.statusCode()).isEqualTo(200);
    assertThat(options.headers().firstValue("access-control-allow-origin")).contains("*");
    assertThat(get("/nowhere").headers().firstValue("access-control-allow-headers"))
        .contains("accept, content-type, authorization");
  }

  @Test
  void onlyTheHostsAndPagesThatAreNamedAreServed() throws Exception {
    var access =
        new AccessRules(Set.of("sampo.example"), Set.of("https://good.example"), _ -> false);
    try (var narrow = new ClientPort(Duration.ofSeconds(10), access)) {
      var stranger = ask(narrow, "GET /health HTTP/1.1\r\nHost: evil.example:2379\r\n");
      assertThat(stranger).startsWith("HTTP/1.1 421 ").doesNotContain("health\":");
      var watch = "POST /v3/watch HTTP/1.1\r\nContent-Length: 2\r\nHost: evil.example\r\n";
      assertThat(ask(narrow, watch)).startsWith("HTTP/1.1 421 ");
      var named = "GET /health HTTP/1.1\r\nHost: sampo.example:2379\r\n";
      assertThat(ask(narrow, named))
          .startsWith("HTTP/1.1 200 ")
          .doesNotContain("access-control-allow");
      assertThat(ask(narrow, named + "Origin: https://evil.example\r\n"))
          .doesNotContain("access-control-allow");
      assertThat(ask(narrow, named + "Origin: https://good.example\r\n"))
          .contains("access-control-allow-origin: https://good.example\r\n");
    }
  }

  /// Sends a request whose head lacks the blank line, and reads to the end of the connection.
  private static String ask(ClientPort port, String head) throws IOException {
    try (var socket = new Socket("127.0.0.1", port.port())) {
      var bytes = (head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(bytes);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theHostIsWhatStandsBeforeThePort() {
    assertThat(AccessRules.name("[::1]:2379")).isEqualTo("::1");
    assertThat(AccessRules.name("localhost")).isEqualTo("localhost");
    assertThat(AccessRules.name("localhost:1")).isEqualTo("localhost");
    assertThat(AccessRules.name("[::1")).isEqualTo("[::1");
  }

  @Test
  void debugVariablesShowTheStateOfRaft() throws Exception {
    assertThat(get("/debug/vars").body())
        .contains("\"raft.status\":{\"id\":\"beef\",\"term\":4,\"commit\":0,\"lead\":\"beef\",")
        .contains("\"raftState\":\"StateLeader\"")
        .contains("\"file_descriptor_limit\":");
  }

  @Test
  void metricsComeUnderEtcdsNamesAndTypes() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(200);
    var response = get("/metrics");
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(response.body())
        .contains("# TYPE etcd_server_health_success counter\netcd_server_health_success 1.0\n")
        .contains("# TYPE etcd_server_proposals_committed_total gauge\n")
        .contains("etcd_server_has_leader 1.0\n")
        .contains("etcd_server_is_leader 1.0\n")
        .contains("# TYPE etcd_server_leader_changes_seen_total counter\n")
        .contains("etcd_debugging_mvcc_current_revision 1.0\n")
        .contains("etcd_server_id{server_id=\"beef\"} 1.0\n");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
