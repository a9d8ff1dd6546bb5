package process;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tls.TestCa;

/// Three members that trust one another and their clients by certificates alone, and the real
/// etcdctl.
@Tag("process")
final class TlsTest {

  private static final int SIZE = 3;

  private final List<Member> members = new ArrayList<>();
  private final List<Integer> metricsPorts = new ArrayList<>();
  private final TestCa ca = new TestCa("ca");
  private Path folder = Path.of("");

  @BeforeEach
  void start() throws IOException {
    Etcdctl.assumeInstalled();
    folder = Folders.create("Tls-");
    TestCa.write(folder.resolve("ca.pem"), ca.pem());
    ca.issue("client").write(folder, "client");
    List<MemberFlags> all = new ArrayList<>();
    for (int i = 1; i <= SIZE; i++) {
      String name = "m" + i;
      ca.issue("member").write(folder, name);
      metricsPorts.add(Ports.free());
      all.add(
          new MemberFlags(name, folder.resolve(name), Ports.free(), Ports.free(), "", List.of()));
    }
    String cluster =
        all.stream().map(its -> its.name() + "=" + secure(its.peerUrl())).collect(joining(","));
    for (int i = 0; i < SIZE; i++) {
      MemberFlags its = all.get(i).inCluster(cluster).with(tlsFlags(all.get(i), i));
      members.add(new Member(Program.SAMPO, its, folder.resolve(its.name() + ".log")));
    }
    members.forEach(Member::start);
  }

  private String[] tlsFlags(MemberFlags its, int index) {
    Path cert = folder.resolve(its.name() + ".pem");
    Path key = folder.resolve(its.name() + "-key.pem");
    Path trusted = folder.resolve("ca.pem");
    return new String[] {
      "--listen-client-urls=" + secure(its.clientUrl()),
      "--advertise-client-urls=" + secure(its.clientUrl()),
      "--listen-peer-urls=" + secure(its.peerUrl()),
      "--initial-advertise-peer-urls=" + secure(its.peerUrl()),
      "--listen-metrics-urls=http://127.0.0.1:" + metricsPorts.get(index),
      "--cert-file=" + cert,
      "--key-file=" + key,
      "--trusted-ca-file=" + trusted,
      "--client-cert-auth=true",
      "--peer-cert-file=" + cert,
      "--peer-key-file=" + key,
      "--peer-trusted-ca-file=" + trusted,
      "--peer-client-cert-auth=true",
      "--peer-cert-allowed-cn=member"
    };
  }

  @AfterEach
  void stop() throws IOException {
    members.forEach(Member::close);
    Folders.delete(folder);
  }

  @Test
  void aClusterServesByCertificatesAloneAndOutlivesThem() throws Exception {
    awaitHealthy("client");
    assertThat(etcdctl("client", "put", "a", "1").exitCode()).isZero();
    assertThat(etcdctl("client", "get", "a").lines()).containsExactly("a", "1");
    assertThat(etcdctl(null, "get", "a").exitCode()).isNotZero();
    assertThat(scrape("/metrics").body()).contains("sampo_client_certificate_expiry_seconds ");
    assertThat(scrape("/metrics").body()).contains("sampo_peer_certificate_expiry_seconds ");
    assertThat(scrape("/version").statusCode()).isEqualTo(404);

    var next = new TestCa("next");
    TestCa.write(folder.resolve("ca.pem"), ca.pem() + next.pem());
    next.issue("newcomer").write(folder, "newcomer");
    awaitHealthy("newcomer");
    members.forEach(member -> next.issue("member").write(folder, member.name()));
    Member one = members.getFirst();
    one.kill();
    one.start();
    awaitHealthy("newcomer");
    assertThat(etcdctl("newcomer", "get", "a").lines()).containsExactly("a", "1");
    TestCa.write(folder.resolve("ca.pem"), next.pem());
    awaitHealthy("newcomer");
    Awaitility.await("the old CA is forgotten")
        .atMost(Member.PATIENCE)
        .until(() -> etcdctl("client", "get", "a").exitCode() != 0);
  }

  /// As etcd: the certificate would make nobody of who comes that way.
  @Test
  void theGatewayRefusesUsersByCertificateWhileAuthIsOn() throws Exception {
    awaitHealthy("client");
    assertThat(post("/v3/kv/range").statusCode()).isEqualTo(200);
    for (String command : List.of("user add root:pw", "user grant-role root root", "auth enable")) {
      assertThat(etcdctl("client", command.split(" ")).exitCode()).as(command).isZero();
    }
    Awaitility.await("this member has heard of it")
        .atMost(Member.PATIENCE)
        .until(() -> post("/v3/kv/range").statusCode() == 400);
    assertThat(post("/v3/kv/range").body())
        .isEqualTo(
            "CommonName of client sending a request against gateway will be ignored and not used"
                + " as expected\n");
  }

  private HttpResponse<String> post(String path) throws IOException, InterruptedException {
    var uri = URI.create("https://" + members.getFirst().endpoint() + path);
    var request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("{\"key\":\"YQ==\"}"));
    try (var http = HttpClient.newBuilder().sslContext(ca.client(ca.issue("client"))).build()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }

  private void awaitHealthy(String client) {
    Awaitility.await("every member serves " + client)
        .atMost(Member.PATIENCE.multipliedBy(2))
        .untilAsserted(() -> assertThat(etcdctl(client, "endpoint", "health").exitCode()).isZero());
  }

  private Processes.Result etcdctl(String client, String... words) {
    Stream<String> identity =
        client == null
            ? Stream.of()
            : Stream.of(
                "--cert=" + folder.resolve(client + ".pem"),
                "--key=" + folder.resolve(client + "-key.pem"));
    String endpoints =
        members.stream().map(member -> "https://" + member.endpoint()).collect(joining(","));
    return new Etcdctl(endpoints)
        .run(
            "",
            Stream.of(
                    Stream.of(words),
                    Stream.of("--cacert=" + folder.resolve("ca.pem"), "--command-timeout=5s"),
                    identity)
                .flatMap(parts -> parts)
                .toArray(String[]::new));
  }

  private HttpResponse<String> scrape(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:%d%s".formatted(metricsPorts.getFirst(), path));
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  private static String secure(String url) {
    return url.replace("http:", "https:");
  }
}
