package sampo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sampo.settings.SecuritySettings;
import sampo.settings.Urls;

/// The flags of a member, under etcd's names and with etcd's defaults.
@Command(name = "server", preprocessor = Spelling.class)
final class Flags {

  private static final String CLIENT_URL = "http://localhost:2379";
  private static final String PEER_URL = "http://localhost:2380";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Name of this member (default: default).")
  private String name = "";

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description = "Folder of all that the member keeps (default: NAME.etcd).")
  private @Nullable Path dataDir;

  @Option(
      names = "--listen-client-urls",
      paramLabel = "URL[,URL]",
      description = "Where clients are served (default: " + CLIENT_URL + ").")
  private @Nullable String listenClientUrls;

  @Option(
      names = "--advertise-client-urls",
      paramLabel = "URL[,URL]",
      description = "Where clients find this member; required with --listen-client-urls.")
  private @Nullable String advertiseClientUrls;

  @Option(
      names = "--listen-peer-urls",
      paramLabel = "URL",
      defaultValue = PEER_URL,
      description = "Where other members are heard (default: " + PEER_URL + ").")
  private String listenPeerUrls = "";

  @Option(
      names = "--initial-advertise-peer-urls",
      paramLabel = "URL",
      defaultValue = PEER_URL,
      description = "Where other members find this member (default: " + PEER_URL + ").")
  private String initialAdvertisePeerUrls = "";

  @Option(
      names = "--initial-cluster",
      paramLabel = "NAME=URL[,NAME=URL]",
      description = "The members the cluster begins with (default: this one alone).")
  private @Nullable String initialCluster;

  @Option(
      names = "--initial-cluster-state",
      paramLabel = "new|existing",
      defaultValue = "new",
      description =
          "Whether a member without data begins with the cluster, and ends if the others know it,"
              + " or comes to one that is there (default: new).")
  private String initialClusterState = "";

  @Option(
      names = "--initial-cluster-token",
      paramLabel = "TOKEN",
      defaultValue = "etcd-cluster",
      description = "Keeps clusters with the same addresses apart (default: etcd-cluster).")
  private String initialClusterToken = "";

  @Option(
      names = "--heartbeat-interval",
      paramLabel = "MS",
      defaultValue = "100",
      description = "Milliseconds between a leader's heartbeats (default: 100).")
  private int heartbeatIntervalMs;

  @Option(
      names = "--election-timeout",
      paramLabel = "MS",
      defaultValue = "1000",
      description = "Milliseconds without heartbeats until an election (default: 1000).")
  private int electionTimeoutMs;

  @Option(
      names = "--config-file",
      paramLabel = "YAML",
      description = "File of all settings; other flags and the environment then do not count.")
  private @Nullable Path configFile;

  @Mixin private final TlsFlags tls = new TlsFlags();
  @Mixin private final ServiceFlags service = new ServiceFlags();
  @Mixin private final LogFlags log = new LogFlags();

  /// The file that all settings are in; null if they are in the flags.
  @Nullable Path configFile() {
    return configFile;
  }

  /// @throws InvalidSettings if a value is wrong or values contradict one another
  Settings settings() {
    if (listenClientUrls != null && advertiseClientUrls == null) {
      throw new InvalidSettings(
          "--advertise-client-urls is required when --listen-client-urls is set explicitly");
    }
    return new Settings(
        name,
        dataDir == null ? Path.of(name + ".etcd") : dataDir,
        Urls.parse(
            "--listen-client-urls", listenClientUrls == null ? CLIENT_URL : listenClientUrls),
        Urls.parse(
            "--advertise-client-urls",
            advertiseClientUrls == null ? CLIENT_URL : advertiseClientUrls),
        Urls.parse("--listen-peer-urls", listenPeerUrls),
        Urls.parse("--initial-advertise-peer-urls", initialAdvertisePeerUrls),
        cluster(),
        state(),
        Duration.ofMillis(heartbeatIntervalMs),
        Duration.ofMillis(electionTimeoutMs),
        new SecuritySettings(tls.clients(), tls.peers(), service.auth()),
        service.settings(),
        log.settings());
  }

  private InitialCluster cluster() {
    String members = initialCluster;
    if (members == null) {
      members =
          String.join(
              ",",
              Urls.parse("--initial-advertise-peer-urls", initialAdvertisePeerUrls).stream()
                  .map(url -> name + "=" + url)
                  .toList());
    }
    return InitialCluster.parse(members, initialClusterToken);
  }

  private Settings.ClusterState state() {
    return switch (initialClusterState.toLowerCase(Locale.ROOT)) {
      case "new" -> Settings.ClusterState.NEW;
      case "existing" -> Settings.ClusterState.EXISTING;
      default ->
          throw new InvalidSettings(
              "--initial-cluster-state is new or existing, not \"%s\""
                  .formatted(initialClusterState));
    };
  }
}
