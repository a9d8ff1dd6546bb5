package gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import grpc.ClientPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Unary calls in JSON, as curl and Patroni make them, of a member with one store.
@Timeout(30)
final class GatewayTest {

  private final ClientPort port = new ClientPort();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    client.close();
    port.close();
  }

  @Test
  void aPutIsReadBack() throws Exception {
    var put = post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"YmI=\"}");
    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(put.headers().firstValue("content-type")).contains("application/json");
    assertThat(put.body())
        .isEqualTo(
            "{\"header\":{\"cluster_id\":\"51966\",\"member_id\":\"48879\",\"revision\":\"2\","
                + "\"raft_term\":\"4\"}}");
    assertThat(post("/v3/kv/range", "{\"key\":\"YQ==\"}").body())
        .endsWith(
            ",\"kvs\":[{\"key\":\"YQ==\",\"create_revision\":\"2\",\"mod_revision\":\"2\","
                + "\"version\":\"1\",\"value\":\"YmI=\"}],\"count\":\"1\"}");
  }

  @Test
  void theOldPathLeadsToTheSame() throws Exception {
    assertThat(post("/v3beta/kv/put", "{\"key\":\"YQ==\"}").statusCode()).isEqualTo(200);
    assertThat(post("/v3/kv/range", "{\"key\":\"YQ==\"}").body()).contains("\"count\":\"1\"");
  }

  @Test
  void numbersMayBeStringsAndEnumsNamesOrNumbers() throws Exception {
    post("/v3/kv/put", "{\"key\":\"YQ==\",\"lease\":0}");
    post("/v3/kv/put", "{\"key\":\"Yg==\",\"lease\":\"0\"}");
    for (var order : new String[] {"\"DESCEND\"", "2"}) {
      var range =
          json(
              post(
                  "/v3/kv/range",
                  "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"limit\":\"1\",\"sort_order\":%s}"
                      .formatted(order)));
      assertThat(range.getAsJsonArray("kvs")).hasSize(1);
      assertThat(range.toString()).contains("\"key\":\"Yg==\"").contains("\"more\":true");
    }
  }

  /// Names in camel case, as protobuf's own JSON has them; unknown ones mean nothing.
  @Test
  void namesMayBeInCamelCaseOrUnknown() throws Exception {
    post("/v3/kv/put", "{\"key\":\"YQ==\",\"prevKv\":true,\"bogus\":{\"a\":[1]}}");
    assertThat(post("/v3/kv/put", "{\"key\":\"YQ==\",\"prevKv\":true}").body())
        .contains("\"prev_kv\":{\"key\":\"YQ==\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"_-8=", "_-8", "/+8=", "/+8"})
  void bytesMayBeOfEitherAlphabetAndWithoutPadding(String key) throws Exception {
    post("/v3/kv/put", "{\"key\":\"%s\"}".formatted(key));
    assertThat(post("/v3/kv/range", "{\"key\":\"/+8=\"}").body()).contains("\"key\":\"/+8=\"");
  }

  @Test
  void transactionsAreNestedMessages() throws Exception {
    var txn =
        """
        {"compare":[{"key":"YQ==","target":"VERSION","result":"EQUAL","version":"0"}],
         "success":[{"request_put":{"key":"YQ==","value":"YQ=="}}],
         "failure":[{"request_range":{"key":"YQ=="}}]}
        """;
    assertThat(post("/v3/kv/txn", txn).body())
        .endsWith(
            ",\"succeeded\":true,"
                + "\"responses\":[{\"response_put\":{\"header\":{\"revision\":\"2\"}}}]}");
    assertThat(post("/v3/kv/txn", txn).body())
        .contains("\"responses\":[{\"response_range\":{\"header\":{\"revision\":\"2\"},\"kvs\"");
  }

  @Test
  void anErrorHasTheCodeOfGrpcAndTheStatusOfHttp() throws Exception {
    var refused = post("/v3/kv/range", "{}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("content-type")).contains("application/json");
    assertThat(refused.body())
        .isEqualTo(
            "{\"error\":\"etcdserver: key is not provided\",\"code\":3,"
                + "\"message\":\"etcdserver: key is not provided\",\"details\":[]}");
    assertThat(post("/v3/kv/range", "").body()).isEqualTo(refused.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v3/kv/range        | {\"key\":\"YQ==\",\"revision\":\"99\"} | 400 | 11",
        "/v3/kv/put          | {\"key\":\"YQ==\",\"lease\":\"99\"}    | 404 | 5",
        "/v3/kv/nothing      | {}                                     | 404 | 5",
        "/v3/                | {}                                     | 404 | 5",
        "/v3/kv/range        | {\"key\":                              | 400 | 3",
        "/v3/kv/range        | {\"key\":\"!!\"}                       | 400 | 3",
        "/v3/kv/range        | {\"key\":\"AA==\",\"limit\":\"x\"}     | 400 | 3",
        "/v3/kv/range        | []                                     | 400 | 3",
      })
  void refusalsAreMapped(String path, String body, int status, int code) throws Exception {
    var refused = post(path, body);
    assertThat(refused.statusCode()).isEqualTo(status);
    assertThat(json(refused).get("code").getAsInt()).isEqualTo(code);
  }

  /// What this member cannot do is said by its services, not by the gateway.
  @Test
  void methodsThatAreNotThereAreUnimplemented() throws Exception {
    var hash = post("/v3/maintenance/hashkv", "{}");
    if (hash.statusCode() != 200) {
      assertThat(hash.statusCode()).isEqualTo(501);
      assertThat(json(hash).get("code").getAsInt()).isEqualTo(12);
    }
  }

  @Test
  void onlyPostIsAnswered() throws Exception {
    var get = send(request("/v3/kv/range").GET());
    assertThat(get.statusCode()).isEqualTo(501);
    assertThat(get.body()).contains("\"code\":12,\"message\":\"Method Not Allowed\"");
    assertThat(send(request("/v3/watch").GET()).statusCode()).isEqualTo(501);
  }

  @Test
  void theLargestPutPassesAndALargerOneIsRefusedInEtcdsWords() throws Exception {
    assertThat(putOf(1_500_000).statusCode()).isEqualTo(200);
    assertThat(putOf(1_600_000).body()).contains("etcdserver: request is too large");
    var tooLarge = putOf(2_200_000);
    assertThat(tooLarge.statusCode()).isEqualTo(429);
    assertThat(tooLarge.body()).contains("grpc: received message larger than max (2200");
  }

  private HttpResponse<String> putOf(int bytes) throws IOException, InterruptedException {
    var value = Base64.getEncoder().encodeToString(new byte[bytes]);
    return post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"" + value + "\"}");
  }

  /// A number of many digits in few characters must not occupy the member.
  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "\"1e999999999\"", "-1E+999999999", "1e-999999999"})
  @Timeout(5)
  void hugeNumbersAreRefusedAtOnce(String number) throws Exception {
    var refused = post("/v3/cluster/member/remove", "{\"ID\":%s}".formatted(number));
    assertThat(refused.statusCode()).isEqualTo(400);
  }

  @Test
  void aClientThatGoesAwayCancelsItsCall() throws Exception {
    port.member().fallSilent();
    var waiting =
        client.sendAsync(
            request("/v3/kv/range")
                .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"YQ==\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Awaitility.await().until(() -> port.member().heldMessages() > 0);
    waiting.cancel(true);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                port.scrape()
                    .contains(
                        "grpc_server_handled_total{grpc_code=\"Canceled\",grpc_method=\"Range\","
                            + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 1.0"));
  }

  @Test
  void callsAreCountedAsThoseOfGrpc() throws Exception {
    post("/v3/kv/put", "{\"key\":\"YQ==\"}");
    assertThat(port.scrape())
        .contains(
            "grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\","
                + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 1.0");
  }

  /// curl says all at once, then listens.
  @Test
  void aWatchIsALineForEachResponse() throws Exception {
    var watch =
        client.send(
            request("/v3/watch")
                .POST(
                    HttpRequest.BodyPublishers.ofString("{\"create_request\":{\"key\":\"YQ==\"}}"))
                .build(),
            HttpResponse.BodyHandlers.ofLines());
    try (var lines = watch.body()) {
      var each = lines.iterator();
      assertThat(each.next()).startsWith("{\"result\":{\"header\":").endsWith("\"created\":true}}");
      post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"Yg==\"}");
      assertThat(each.next())
          .endsWith(
              "\"events\":[{\"kv\":{\"key\":\"YQ==\",\"create_revision\":\"2\","
                  + "\"mod_revision\":\"2\",\"version\":\"1\",\"value\":\"Yg==\"}}]}}");
    }
  }

  @Test
  void aCallThatNeedsALeaderIsRefusedWithoutOne() throws Exception {
    port.member().loseLeader();
    var refused =
        send(
            request("/v3/kv/range")
                .header("Grpc-Metadata-hasleader", "true")
                .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"YQ==\"}")));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("etcdserver: no leader");
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }
}
