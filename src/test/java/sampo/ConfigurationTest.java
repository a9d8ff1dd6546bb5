package sampo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import sampo.settings.AuthSettings.Token;
import sampo.settings.AutoCompaction;
import sampo.settings.HttpSettings;
import sampo.settings.IntegritySettings;
import sampo.settings.IntegritySettings.Gate;
import sampo.settings.LogSettings;
import sampo.settings.SpaceSettings;
import tls.CertificateSource;

/// Every flag of etcd is honoured, or known and answered; wherever it is given.
final class ConfigurationTest {

  /// As in etcd's own sample.
  private static final String FILE =
      """
      # as in etcd.conf.yml.sample
      name: 'a'
      data-dir:
      heartbeat-interval: 20
      listen-client-urls: https://127.0.0.1:1
      advertise-client-urls: https://h:1
      watch-progress-notify-interval: 5000000000
      auto-compaction-retention: "1"
      strict-reconfig-check: false
      experimental-initial-corrupt-check: true
      discovery-fallback:
      force-new-cluster: false
      log-outputs: [stderr, stdout]
      cipher-suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
      client-transport-security:
        cert-file: c.pem
        key-file: k.pem
        client-cert-auth: true
        trusted-ca-file: ca.pem
      peer-transport-security:
        auto-tls: true
        allowed-cn: member
      """;

  @TempDir private Path folder;

  /// A kubeadm manifest of 3.5, and one of 3.6.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--experimental-initial-corrupt-check=true"
            + " --experimental-watch-progress-notify-interval=5s --snapshot-count=10000",
        "--feature-gates=InitialCorruptCheck=true --watch-progress-notify-interval=5s"
            + " --snapshot-count=10000",
        "-experimental-initial-corrupt-check -watch-progress-notify-interval 5s"
            + " -snapshot-count 10000",
      })
  void whatAKubernetesClusterSaysIsUnderstood(String flags) {
    Configuration configuration = parse(flags.split(" "));
    var service = configuration.settings().service();
    assertThat(service.integrity().isOn(Gate.InitialCorruptCheck)).isTrue();
    assertThat(service.watch().progressNotifyInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(configuration.notes())
        .satisfiesExactly(note -> assertThat(note).startsWith("--snapshot-count has no effect: "));
  }

  @Test
  void membersCompareWhatCompactionsLeftUnlessToldOtherwise() {
    IntegritySettings unsaid = parse().settings().service().integrity();
    assertThat(unsaid.isOn(Gate.CompactHashCheck)).isTrue();
    assertThat(unsaid.compactHashCheckTime()).isEqualTo(Duration.ofMinutes(1));
    assertThat(unsaid.isOn(Gate.InitialCorruptCheck)).isFalse();
    assertThat(unsaid.corruptCheckTime()).isZero();
    IntegritySettings said =
        parse(
                "--experimental-compact-hash-check-enabled=false",
                "--experimental-compact-hash-check-time=5s",
                "--experimental-corrupt-check-time=1h")
            .settings()
            .service()
            .integrity();
    assertThat(said.isOn(Gate.CompactHashCheck)).isFalse();
    assertThat(said.compactHashCheckTime()).isEqualTo(Duration.ofSeconds(5));
    assertThat(said.corruptCheckTime()).isEqualTo(Duration.ofHours(1));
    assertThat(parse("--corrupt-check-time=1h").notes()).isEmpty();
    assertThat(parse().notes()).isEmpty();
  }

  /// Which gates a member honours: of all others it says that they change nothing.
  @ParameterizedTest
  @EnumSource
  void aGateIsHonouredOrAnswered(Gate gate) {
    var honoured =
        EnumSet.of(Gate.InitialCorruptCheck, Gate.CompactHashCheck, Gate.LeaseCheckpoint);
    for (boolean on : List.of(true, false)) {
      Configuration configuration = parse("--feature-gates=" + gate + "=" + on);
      if (honoured.contains(gate)) {
        assertThat(configuration.settings().service().integrity().isOn(gate)).isEqualTo(on);
        assertThat(configuration.notes()).isEmpty();
      } else {
        assertThat(configuration.notes())
            .singleElement()
            .asString()
            .startsWith("--feature-gates=" + gate + " has no effect: ");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--max-learners=2,--max-learners has no effect: ",
    "--experimental-max-learners=0,--max-learners has no effect: ",
    "--strict-reconfig-check=false,--strict-reconfig-check=false has no effect: ",
    "--experimental-set-member-localaddr,--feature-gates=SetMemberLocalAddr has no effect: ",
  })
  void whatDoesNotApplyYetIsTakenWithOneWord(String flag, String note) {
    assertThat(parse(flag).notes()).singleElement().asString().startsWith(note);
  }

  @Test
  void whoAsksForWhatIsSoHearsNothing() {
    assertThat(parse("--max-learners=1", "--strict-reconfig-check").notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wal-dir",
        "snapshot-count",
        "snapshot-catchup-entries",
        "max-snapshots",
        "max-wals",
        "backend-batch-interval",
        "backend-batch-limit",
        "backend-bbolt-freelist-type",
        "socket-reuse-port",
        "socket-reuse-address",
        "raft-read-timeout",
        "raft-write-timeout",
        "memory-mlock",
        "pre-vote",
        "client-cert-file",
        "client-key-file",
        "peer-skip-client-san-verification",
        "logger",
        "enable-log-rotation",
        "log-rotation-config-json",
        "enable-pprof",
        "compaction-batch-limit",
        "compaction-sleep-interval",
        "downgrade-check-time",
        "bootstrap-defrag-threshold-megabytes",
        "enable-distributed-tracing",
        "distributed-tracing-address",
        "v2-deprecation",
        "enable-v2",
        "debug",
        "experimental-compaction-batch-limit",
        "experimental-memory-mlock",
      })
  void whatDoesNotApplyIsTakenWithOneWord(String flag) {
    assertThat(parse("--" + flag + "=1").notes())
        .singleElement()
        .asString()
        .startsWith("--" + flag.replace("experimental-", "") + " has no effect: ");
  }

  @ParameterizedTest
  @CsvSource({
    "discovery,http://x", "discovery-srv,example.org", "discovery-endpoints,http://x",
    "force-new-cluster,true", "unsafe-no-fsync,true", "proxy,on",
  })
  void whatCannotBeLeftUndoneIsRefused(String flag, String value) {
    refuses("--" + flag + " is not supported: ", "--" + flag + "=" + value);
    assertThat(parse("--" + flag + "=").notes()).isEmpty();
  }

  @Test
  void withoutFlagsLimitsAreEtcds() {
    Settings settings = parse().settings();
    var service = settings.service();
    assertThat(service.requests().maxBytes()).isEqualTo(1_572_864);
    assertThat(service.requests().maxTxnOps()).isEqualTo(128);
    assertThat(service.connections().maxConcurrentStreams()).isEqualTo(4_294_967_295L);
    assertThat(service.connections().minPingInterval()).hasSeconds(5);
    assertThat(service.connections().pingAfter()).hasHours(2);
    assertThat(service.connections().pingTimeout()).hasSeconds(20);
    assertThat(service.space().quotaBytes()).isEqualTo(2L << 30);
    assertThat(service.space().autoCompaction()).isEqualTo(new AutoCompaction.Off());
    assertThat(service.http().cors()).containsExactly("*");
    assertThat(service.http().hosts()).containsExactly("*");
    assertThat(service.http().gateway()).isTrue();
    assertThat(service.http().metrics()).isEqualTo(HttpSettings.Metrics.BASIC);
    assertThat(service.watch().progressNotifyInterval()).hasMinutes(10);
    assertThat(service.watch().slowApply()).hasMillis(100);
    assertThat(service.watch().slowUnary()).hasMillis(300);
    assertThat(service.membership().strictReconfigCheck()).isTrue();
    assertThat(service.membership().maxLearners()).isOne();
    assertThat(settings.security().auth().token()).isEqualTo(new Token.Simple());
    assertThat(settings.security().auth().bcryptCost()).isEqualTo(10);
    assertThat(settings.security().auth().tokenTtl()).hasMinutes(5);
    assertThat(settings.security().clients().isOn()).isFalse();
    assertThat(settings.security().peers().isOn()).isFalse();
    assertThat(settings.log().isSilent()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "periodic,0,Off[]",
    "periodic,1,Periodic[retention=PT1H]",
    "revision,0,Off[]",
    "periodic,90m,Periodic[retention=PT1H30M]",
    "revision,1000,Revisions[retention=1000]",
  })
  void historyIsKeptByTimeOrByNumber(String mode, String retention, String meant) {
    var space = parse("--auto-compaction-mode=" + mode, "--auto-compaction-retention=" + retention);
    assertThat(space.settings().service().space().autoCompaction()).hasToString(meant);
  }

  @Test
  void aQuotaBelowZeroIsNone() {
    var settings = parse("--quota-backend-bytes=-1").settings();
    assertThat(settings.service().space().quotaBytes()).isEqualTo(SpaceSettings.NO_QUOTA);
    settings = parse("--quota-backend-bytes", "-1").settings();
    assertThat(settings.service().space().quotaBytes()).isEqualTo(SpaceSettings.NO_QUOTA);
  }

  @Test
  void tokensAreSimpleOrSigned() {
    var token = "--auth-token=jwt,pub-key=a.pem,priv-key=b.pem,sign-method=RS256,ttl=10m";
    assertThat(parse(token).settings().security().auth().token())
        .isEqualTo(
            new Token.Jwt(
                Map.of(
                    "pub-key",
                    "a.pem",
                    "priv-key",
                    "b.pem",
                    "sign-method",
                    "RS256",
                    "ttl",
                    "10m")));
    refuses("simple or jwt", "--auth-token=kerberos");
    refuses("sign-method", "--auth-token=jwt,pub-key=a");
  }

  @ParameterizedTest
  @CsvSource({
    "--auto-compaction-mode=yearly,periodic or revision",
    "--auto-compaction-retention=soon,is not a time",
    "--bcrypt-cost=3,from 4 to 31",
    "--max-request-bytes=0,--max-request-bytes",
    "--max-txn-ops=0,--max-txn-ops must be >0",
    "--metrics=all,basic or extensive",
    "--log-level=loud,--log-level is",
    "--log-format=xml,json or console",
    "--feature-gates=Nonsense=true,no gate",
    "--feature-gates=InitialCorruptCheck,expected GATE=true or false",
    "--watch-progress-notify-interval=1ms,at least 100ms",
    "--tls-min-version=SSL3,TLS1.2 or TLS1.3",
    "--tls-max-version=TLS1.1,TLS1.2 or TLS1.3",
    "--cipher-suites=NONE,unknown TLS cipher suite",
    "--self-signed-cert-validity=0 --auto-tls,at least one year",
    "--tls-min-version=TLS1.3 --tls-max-version=TLS1.2,is above",
    "--tls-min-version=TLS1.3 --cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,no say",
    "--peer-cert-allowed-cn=a --peer-cert-allowed-hostname=b,mutually exclusive",
  })
  void wrongValuesAreRefused(String flags, String why) {
    refuses(why, flags.split(" "));
  }

  @Test
  void aFileIsAllThatCounts() throws IOException {
    Path file = Files.writeString(folder.resolve("etcd.yml"), FILE);
    Settings settings = parse("--name=b", "--config-file=" + file).settings();
    assertThat(settings.name()).isEqualTo("a");
    assertThat(settings.heartbeatInterval()).hasMillis(20);
    assertThat(settings.service().watch().progressNotifyInterval()).hasSeconds(5);
    assertThat(settings.service().membership().strictReconfigCheck()).isFalse();
    assertThat(settings.service().integrity().isOn(Gate.InitialCorruptCheck)).isTrue();
    assertThat(settings.log().outputs()).containsExactly("stderr", "stdout");
    assertThat(settings.security().clients().clientCertAuth()).isTrue();
    assertThat(settings.security().clients().source())
        .isEqualTo(
            new CertificateSource.Files(
                Path.of("c.pem"), Path.of("k.pem"), null, null, Path.of("ca.pem"), null));
    assertThat(settings.security().peers().source()).isEqualTo(new CertificateSource.SelfSigned(1));
    assertThat(settings.security().peers().allowedNames()).containsExactly("member");
  }

  @Test
  void whatIsWrongInAFileIsNamed() throws IOException {
    Path file = folder.resolve("etcd.yml");
    Files.writeString(file, "nam: a\n");
    refuses("--nam=a", "--config-file=" + file);
    Files.writeString(file, "- a\n");
    refuses("is not a map", "--config-file=" + file);
    Files.writeString(file, "name: [\n");
    refuses(file.toString(), "--config-file=" + file);
    Files.writeString(file, "name: a\nname: b\n");
    refuses("duplicate key", "--config-file=" + file);
    Files.writeString(file, "config-file: other.yml\n");
    refuses("names another config-file", "--config-file=" + file);
  }

  @Test
  void flagsAreVariablesToo() {
    Settings settings =
        inEnvironment(
                Map.of(
                    "ETCD_MAX_TXN_OPS", "7",
                    "ETCD_EXPERIMENTAL_INITIAL_CORRUPT_CHECK", "true",
                    "ETCD_FEATURE_GATES", "CompactHashCheck=true",
                    "ETCD_EXPERIMENTAL_MAX_LEARNERS", "3",
                    "ETCD_NAME", "",
                    "ETCD_VERSION", "3.6.0"))
            .settings();
    assertThat(settings.service().requests().maxTxnOps()).isEqualTo(7);
    assertThat(settings.service().membership().maxLearners()).isEqualTo(3);
    assertThat(settings.service().integrity().isOn(Gate.InitialCorruptCheck)).isTrue();
    assertThat(settings.service().integrity().isOn(Gate.CompactHashCheck)).isTrue();
    assertThat(settings.name()).isEqualTo("default");
  }

  @Test
  void aVariableOfNoFlagIsOnlyNoted() {
    assertThat(inEnvironment(Map.of("ETCD_SERVICE_HOST", "h", "ETCD_WAL_DIR", "/w")).notes())
        .containsExactly(
            "--wal-dir has no effect: the journal is part of --data-dir",
            "environment variable ETCD_SERVICE_HOST is of no flag");
  }

  @Test
  void aFlagOfAnEarlierNameConflictsWithItsVariable() {
    assertThatThrownBy(
            () -> inEnvironment(Map.of("ETCD_EXPERIMENTAL_MAX_LEARNERS", "3"), "--max-learners=2"))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("ETCD_EXPERIMENTAL_MAX_LEARNERS is shadowed by --max-learners");
  }

  @Test
  void besideAFileTheEnvironmentDoesNotCount() throws IOException {
    Path file = Files.writeString(folder.resolve("etcd.yml"), "name: a\n");
    var variables =
        Map.of("ETCD_CONFIG_FILE", file.toString(), "ETCD_MAX_TXN_OPS", "x", "ETCD_NAME", "b");
    assertThat(inEnvironment(variables).settings().name()).isEqualTo("a");
    assertThat(inEnvironment(variables, "--name=c").settings().name()).isEqualTo("a");
  }

  @Test
  void certificatesWithoutHttpsAreNoted() {
    assertThat(parse("--auto-tls").notes())
        .containsExactly("certificates for clients have no effect: no URL is https");
  }

  @Test
  void levelsOfEtcdThatEndTheProcessAreErrors() {
    assertThat(parse("--log-level=panic").settings().log().level())
        .isEqualTo(LogSettings.Level.ERROR);
  }

  private static Configuration parse(String... flags) {
    return Configuration.parse(flags);
  }

  private static Configuration inEnvironment(Map<String, String> variables, String... flags) {
    Flags parsed = new Flags();
    Environment environment = new Environment(variables);
    CommandLine command = new CommandLine(parsed).setDefaultValueProvider(environment);
    ForeignFlags.addTo(command.getCommandSpec());
    return Configuration.of(parsed, command.parseArgs(flags), environment);
  }

  private static void refuses(String why, String... flags) {
    assertThatThrownBy(() -> parse(flags))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining(why);
  }
}
