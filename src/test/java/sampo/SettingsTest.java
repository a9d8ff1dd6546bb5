package sampo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// etcd's flags, defaults and rules.
final class SettingsTest {

  @Test
  void withoutFlagsAMemberIsEtcdsDefault() {
    Settings settings = Settings.parse();
    assertThat(settings.name()).isEqualTo("default");
    assertThat(settings.dataDir()).isEqualTo(Path.of("default.etcd").toAbsolutePath());
    assertThat(settings.listenClientUrls()).hasToString("[http://localhost:2379]");
    assertThat(settings.advertiseClientUrls()).hasToString("[http://localhost:2379]");
    assertThat(settings.listenPeerUrls()).hasToString("[http://localhost:2380]");
    assertThat(settings.initialAdvertisePeerUrls()).hasToString("[http://localhost:2380]");
    assertThat(settings.initialClusterState()).isEqualTo(Settings.ClusterState.NEW);
    assertThat(settings.heartbeatInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(settings.electionTimeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aMemberStandsEarlyUnlessToldOtherwise() {
    assertThat(new NodeConfig(Settings.parse()).raft().standsEarly()).isTrue();
    var patient = Settings.parse("--initial-election-tick-advance=false");
    assertThat(new NodeConfig(patient).raft().standsEarly()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "--name=a,PT5M",
    "--feature-gates=LeaseCheckpoint=true,PT5M",
    "--feature-gates=LeaseCheckpoint=false,PT0S",
    "--experimental-enable-lease-checkpoint=false,PT0S",
  })
  void theTimeThatLeasesHaveLeftIsWrittenDownUnlessToldOtherwise(String flag, Duration interval) {
    var times = new NodeConfig(Settings.parse(flag)).leases().leases();
    assertThat(times.checkpointInterval()).isEqualTo(interval);
  }

  @Test
  void flagsAreGivenWithEqualsSignOrSpace() {
    assertThat(Settings.parse("--name=a", "--heartbeat-interval=10", "--data-dir=/d"))
        .isEqualTo(Settings.parse("--name", "a", "--heartbeat-interval", "10", "--data-dir", "/d"));
  }

  @Test
  void theDataFolderIsNamedAfterTheMember() {
    assertThat(Settings.parse("--name=a").dataDir().getFileName()).hasToString("a.etcd");
  }

  @Test
  void aMemberWithAnotherNameIsStillACluster() {
    assertThat(Settings.parse("--name=a").initialCluster().members()).containsOnlyKeys("a");
  }

  @Test
  void urlsAreSorted() {
    assertThat(
            Settings.parse(
                    "--listen-client-urls=http://127.0.0.2:1,http://127.0.0.1:1",
                    "--advertise-client-urls=http://h:2,http://h:1")
                .listenClientUrls())
        .hasToString("[http://127.0.0.1:1, http://127.0.0.2:1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1",
        "http://0.0.0.0:1",
        "http://localhost:1",
        "http://[::1]:1",
      })
  void aMemberListensOnAddresses(String url) {
    assertThat(Settings.parse("--listen-peer-urls=" + url).listenPeerUrls())
        .hasToString("[" + url + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.org:1", "http://member-1:1"})
  void aMemberDoesNotListenOnNames(String url) {
    refuses("expected IP or localhost in URL for binding", "--listen-peer-urls=" + url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "h",
        "h:1",
        "http://h",
        "http://h:0",
        "http://h:65536",
        "http://:1",
        "http://h:1/",
        "http://h:1/path",
        "http://u@h:1",
        "http://h:1?q",
        "ftp://h:1",
        "http://h:x",
        "http://a b:1",
        "unix://socket:1",
        "http://h:1,",
        "http://h:1,,http://h:2",
      })
  void aUrlIsSchemeHostAndPort(String url) {
    refuses("--advertise-client-urls: ", "--advertise-client-urls=" + url);
  }

  @Test
  void httpsNeedsACertificateAndItsKey() {
    refuses(
        "--cert-file and --key-file must both be given for https://127.0.0.1:1",
        "--listen-client-urls=https://127.0.0.1:1",
        "--advertise-client-urls=https://h:1");
    refuses(
        "--cert-file and --key-file must both be given",
        "--listen-metrics-urls=https://127.0.0.1:1");
    refuses("--cert-file and --key-file must both be given", "--cert-file=c.pem");
    refuses(
        "--peer-cert-file and --peer-key-file must both be given for https://127.0.0.1:2",
        "--listen-peer-urls=https://127.0.0.1:2",
        "--initial-advertise-peer-urls=https://h:2");
    Settings settings =
        Settings.parse(
            "--listen-client-urls=https://127.0.0.1:1,http://127.0.0.1:2",
            "--advertise-client-urls=https://h:1",
            "--auto-tls");
    assertThat(settings.listenClientUrls())
        .extracting(HttpUrl::secure)
        .containsExactly(false, true);
  }

  @Test
  void membersAllSpeakTlsOrNone() {
    refuses(
        "peers are all at http or all at https",
        "--listen-peer-urls=https://127.0.0.1:2",
        "--initial-advertise-peer-urls=https://h:2",
        "--peer-auto-tls",
        "--initial-cluster=default=https://h:2,b=http://h:3");
  }

  @Test
  void aMemberIsPartOfItsCluster() {
    refuses(
        "no member of this --name: \"a\"; it has [b, c]",
        "--name=a",
        "--initial-cluster=b=http://h:1,c=http://h:2");
  }

  @Test
  void aMemberIsListedAsItAdvertisesItself() {
    refuses(
        "--initial-cluster has http://h:1 but missing from"
            + " --initial-advertise-peer-urls=http://localhost:2380",
        "--initial-cluster=default=http://h:1");
  }

  @Test
  void noUrlIsGivenTwice() {
    refuses("has duplicate url: http://h:1", "--advertise-client-urls=http://h:1,http://h:1");
    refuses("has duplicate url: http://h:1", "--initial-cluster=default=http://h:1,b=http://h:1");
  }

  @Test
  void clientsAndPeersHaveTheirOwnSockets() {
    refuses("cannot share", "--listen-peer-urls=http://localhost:2379");
    refuses("cannot share", "--listen-metrics-urls=http://localhost:2379");
    refuses("cannot share", "--listen-metrics-urls=http://localhost:2380");
  }

  @Test
  void peersFindAMemberAtOneUrl() {
    refuses(
        "one URL a member is supported",
        "--initial-advertise-peer-urls=http://h:1,http://h:2",
        "--initial-cluster=default=http://h:1,default=http://h:2");
    refuses("one URL is supported", "--listen-peer-urls=http://127.0.0.1:1,http://127.0.0.1:2");
  }

  @Test
  void whoeverChoosesWhereToListenSaysWhereToBeFound() {
    refuses(
        "--advertise-client-urls is required when --listen-client-urls is set explicitly",
        "--listen-client-urls=http://127.0.0.1:1");
  }

  @Test
  void anElectionWaitsForFiveHeartbeats() {
    refuses(
        "--election-timeout[499ms] should be at least as 5 times as --heartbeat-interval[100ms]",
        "--election-timeout=499");
    assertThat(Settings.parse("--election-timeout=500").electionTimeout())
        .isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void anElectionWaitsForFiftySecondsAtMost() {
    refuses("is too long", "--election-timeout=50001");
    assertThat(Settings.parse("--election-timeout=50000").electionTimeout())
        .isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void timesArePositive() {
    refuses("--heartbeat-interval must be >0 (set to 0ms)", "--heartbeat-interval=0");
    refuses("--election-timeout must be >0 (set to -1ms)", "--election-timeout=-1");
  }

  @Test
  void theClusterIsNewOrExists() {
    assertThat(Settings.parse("--initial-cluster-state=existing").initialClusterState())
        .isEqualTo(Settings.ClusterState.EXISTING);
    refuses("is new or existing, not \"old\"", "--initial-cluster-state=old");
  }

  @Test
  void anEmptyNameIsNone() {
    refuses("--name is empty", "--name=", "--initial-cluster=a=http://localhost:2380");
  }

  private static void refuses(String why, String... flags) {
    assertThatThrownBy(() -> Settings.parse(flags))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining(why);
  }
}
