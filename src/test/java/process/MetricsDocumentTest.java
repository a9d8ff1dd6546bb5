package process;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmType;
import etcdserverpb.MaintenanceGrpc;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// METRICS.md names every metric that running members show, and nothing that they do not.
@Tag("process")
final class MetricsDocumentTest {

  @RegisterExtension static final Cluster cluster = Cluster.of(3).with("--metrics=extensive");

  /// What is shown only within TLS, as `TlsTest` sees.
  private static final Set<String> ONLY_WITH_TLS =
      Set.of("sampo_client_certificate_expiry_seconds", "sampo_peer_certificate_expiry_seconds");

  /// What is shown once there was something to count.
  @BeforeAll
  static void happen() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var livez = URI.create(cluster.member(0).flags().clientUrl() + "/livez");
      http.send(HttpRequest.newBuilder(livez).build(), HttpResponse.BodyHandlers.discarding());
    }
    MaintenanceGrpc.newBlockingStub(cluster.member(0).channel())
        .alarm(
            AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                .setAlarm(AlarmType.CORRUPT)
                .build());
  }

  @Test
  void theDocumentNamesWhatMembersShowAndNothingElse() throws Exception {
    var document = MetricsDocument.read();
    assertThat(document.shown()).hasSizeGreaterThan(50).doesNotHaveDuplicates();
    assertThat(document.left())
        .hasSizeGreaterThan(20)
        .doesNotContainAnyElementsOf(document.shown());
    Awaitility.await()
        .atMost(Member.PATIENCE)
        .untilAsserted(
            () -> {
              var shown = shown();
              assertThat(document.shown())
                  .filteredOn(said -> !ONLY_WITH_TLS.contains(said))
                  .allMatch(said -> shown.stream().anyMatch(it -> MetricsDocument.names(said, it)));
            });
    assertThat(shown())
        .allMatch(document::shows, "is said to be shown")
        .noneMatch(document::leavesOut);
  }

  private static Set<String> shown() throws Exception {
    var names = new TreeSet<String>();
    for (var member : cluster.members()) {
      names.addAll(Scrape.of(member).types().keySet());
    }
    return names;
  }
}
