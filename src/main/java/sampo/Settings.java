package sampo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import raft.MemberId;
import sampo.settings.LogSettings;
import sampo.settings.SecuritySettings;
import sampo.settings.ServiceSettings;
import sampo.settings.Urls;
import tls.TlsSettings;

/// All that one member is told at its start; valid by construction.
///
/// The names are those of etcd's flags (etcd: "Configuration options"); whatever etcd has no flag
/// for is in `application.conf`.
///
/// @param name the member's name, unique in its cluster
/// @param dataDir folder of all that the member keeps
/// @param listenClientUrls where clients are served
/// @param advertiseClientUrls where clients find this member; other members show them
/// @param listenPeerUrls where other members are heard
/// @param initialAdvertisePeerUrls where other members find this member
/// @param initialCluster the members the cluster begins with, this one among them
/// @param initialClusterState whether the cluster begins now or is there already
/// @param heartbeatInterval time between a leader's heartbeats
/// @param electionTimeout time without heartbeats after which a follower asks for votes
/// @param security TLS and users
/// @param service what is offered to clients, within which bounds
/// @param log what is logged, and where
public record Settings(
    String name,
    Path dataDir,
    List<HttpUrl> listenClientUrls,
    List<HttpUrl> advertiseClientUrls,
    List<HttpUrl> listenPeerUrls,
    List<HttpUrl> initialAdvertisePeerUrls,
    InitialCluster initialCluster,
    ClusterState initialClusterState,
    Duration heartbeatInterval,
    Duration electionTimeout,
    SecuritySettings security,
    ServiceSettings service,
    LogSettings log) {

  private static final Duration LONGEST_ELECTION_TIMEOUT = Duration.ofSeconds(50);
  private static final int HEARTBEATS_PER_ELECTION = 5;

  /// What `--initial-cluster-state` says.
  public enum ClusterState {
    NEW,
    EXISTING
  }

  /// @throws InvalidSettings if the settings contradict one another or etcd's rules
  public Settings {
    dataDir = dataDir.toAbsolutePath().normalize();
    listenClientUrls = some("--listen-client-urls", listenClientUrls);
    listenPeerUrls = some("--listen-peer-urls", listenPeerUrls);
    Urls.bindable("--listen-client-urls", listenClientUrls);
    Urls.bindable("--listen-peer-urls", listenPeerUrls);
    advertiseClientUrls = some("--advertise-client-urls", advertiseClientUrls);
    initialAdvertisePeerUrls = some("--initial-advertise-peer-urls", initialAdvertisePeerUrls);
    if (name.isBlank()) {
      throw new InvalidSettings("--name is empty");
    }
    requireOwnSockets(listenClientUrls, listenPeerUrls, service);
    requireAdvertisedAsListed(initialCluster.urls(name), initialAdvertisePeerUrls);
    requireOnePeerUrl(initialCluster, listenPeerUrls);
    requireOneScheme(initialCluster, listenPeerUrls);
    requireCertificate("--peer-cert-file and --peer-key-file", listenPeerUrls, security.peers());
    for (var urls :
        List.of(listenClientUrls, service.http().metricsUrls(), service.http().httpUrls())) {
      requireCertificate("--cert-file and --key-file", urls, security.clients());
    }
    requireTimes(heartbeatInterval, electionTimeout);
  }

  /// Reads command-line flags: `--name=a` or `--name a`; the environment is not looked at.
  ///
  /// @throws InvalidSettings if a flag is unknown or a value is wrong
  public static Settings parse(String... flags) {
    return Configuration.parse(flags).settings();
  }

  /// The id of this member.
  public MemberId memberId() {
    return initialCluster.memberId(name);
  }

  private static void requireOwnSockets(
      List<HttpUrl> clients, List<HttpUrl> peers, ServiceSettings service) {
    List<HttpUrl> all = new ArrayList<>(clients);
    for (var others : List.of(peers, service.http().metricsUrls(), service.http().httpUrls())) {
      for (HttpUrl url : others) {
        if (all.stream().anyMatch(c -> c.port() == url.port() && c.host().equals(url.host()))) {
          throw new InvalidSettings("clients, peers and metrics cannot share " + url);
        }
      }
      all.addAll(others);
    }
  }

  private static List<HttpUrl> some(String flag, List<HttpUrl> urls) {
    if (urls.isEmpty()) {
      throw new InvalidSettings(flag + ": a URL is missing");
    }
    return Urls.distinct(flag, urls);
  }

  /// What of them has no effect beside the rest, a line each.
  List<String> notes() {
    var certificates =
        Stream.of(
            note("clients", listenClientUrls, security.clients()),
            note("peers", listenPeerUrls, security.peers()));
    var services =
        Stream.of(service.integrity().notes(), service.membership().notes()).flatMap(List::stream);
    return Stream.concat(certificates.flatMap(Optional::stream), services).toList();
  }

  private static Optional<String> note(String side, List<HttpUrl> urls, TlsSettings tls) {
    return tls.isOn() && urls.stream().noneMatch(HttpUrl::secure)
        ? Optional.of("certificates for %s have no effect: no URL is https".formatted(side))
        : Optional.empty();
  }

  /// Where clients are served over HTTP/1.1, and gRPC beside it or not.
  List<HttpUrl> clientSockets() {
    return Stream.of(listenClientUrls, service.http().metricsUrls(), service.http().httpUrls())
        .flatMap(List::stream)
        .toList();
  }

  private static void requireCertificate(String flag, List<HttpUrl> urls, TlsSettings tls) {
    for (HttpUrl url : urls) {
      if (url.secure() && !tls.isOn()) {
        throw new InvalidSettings("%s must both be given for %s".formatted(flag, url));
      }
    }
  }

  /// Remoting speaks TLS with all or with none.
  private static void requireOneScheme(InitialCluster cluster, List<HttpUrl> listenPeerUrls) {
    boolean secure = listenPeerUrls.getFirst().secure();
    for (List<HttpUrl> urls : cluster.members().values()) {
      for (HttpUrl url : urls) {
        if (url.secure() != secure) {
          throw new InvalidSettings(
              "peers are all at http or all at https: %s and %s"
                  .formatted(listenPeerUrls.getFirst(), url));
        }
      }
    }
  }

  private static void requireAdvertisedAsListed(List<HttpUrl> listed, List<HttpUrl> advertised) {
    for (HttpUrl url : listed) {
      if (!advertised.contains(url)) {
        throw new InvalidSettings(
            "--initial-cluster has %s but missing from --initial-advertise-peer-urls=%s"
                .formatted(url, join(advertised)));
      }
    }
    for (HttpUrl url : advertised) {
      if (!listed.contains(url)) {
        throw new InvalidSettings(
            "--initial-advertise-peer-urls has %s but missing from --initial-cluster=%s"
                .formatted(url, join(listed)));
      }
    }
  }

  private static String join(List<HttpUrl> urls) {
    return String.join(",", urls.stream().map(HttpUrl::text).toList());
  }

  /// Remoting binds one socket and knows a member by one address.
  private static void requireOnePeerUrl(InitialCluster cluster, List<HttpUrl> listenPeerUrls) {
    if (listenPeerUrls.size() > 1) {
      throw new InvalidSettings("--listen-peer-urls: one URL is supported");
    }
    cluster
        .members()
        .forEach(
            (name, urls) -> {
              if (urls.size() > 1) {
                throw new InvalidSettings(
                    "--initial-cluster: one URL a member is supported, %s has %s"
                        .formatted(name, join(urls)));
              }
            });
  }

  private static void requireTimes(Duration heartbeatInterval, Duration electionTimeout) {
    long heartbeat = heartbeatInterval.toMillis();
    long election = electionTimeout.toMillis();
    if (heartbeat < 1) {
      throw new InvalidSettings(
          "--heartbeat-interval must be >0 (set to %dms)".formatted(heartbeat));
    }
    if (election < 1) {
      throw new InvalidSettings("--election-timeout must be >0 (set to %dms)".formatted(election));
    }
    if (election < HEARTBEATS_PER_ELECTION * heartbeat) {
      throw new InvalidSettings(
          "--election-timeout[%dms] should be at least as 5 times as --heartbeat-interval[%dms]"
              .formatted(election, heartbeat));
    }
    if (electionTimeout.compareTo(LONGEST_ELECTION_TIMEOUT) > 0) {
      throw new InvalidSettings(
          "--election-timeout[%dms] is too long, and should be set less than %dms"
              .formatted(election, LONGEST_ELECTION_TIMEOUT.toMillis()));
    }
  }
}
