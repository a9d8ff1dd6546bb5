package sampo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import raft.MemberId;

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
    Duration electionTimeout) {

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
    listenClientUrls = bindable("--listen-client-urls", listenClientUrls);
    listenPeerUrls = bindable("--listen-peer-urls", listenPeerUrls);
    advertiseClientUrls = distinct("--advertise-client-urls", advertiseClientUrls);
    initialAdvertisePeerUrls = distinct("--initial-advertise-peer-urls", initialAdvertisePeerUrls);
    if (name.isBlank()) {
      throw new InvalidSettings("--name is empty");
    }
    for (HttpUrl url : listenPeerUrls) {
      if (listenClientUrls.stream().anyMatch(c -> c.port() == url.port() && sameHost(c, url))) {
        throw new InvalidSettings("clients and peers cannot share " + url);
      }
    }
    requireAdvertisedAsListed(initialCluster.urls(name), initialAdvertisePeerUrls);
    requireOnePeerUrl(initialCluster, listenPeerUrls);
    requireTimes(heartbeatInterval, electionTimeout);
  }

  /// Reads command-line flags: `--name=a` or `--name a`; the environment is not looked at.
  ///
  /// @throws InvalidSettings if a flag is unknown or a value is wrong
  public static Settings parse(String... flags) {
    return Flags.parse(flags).settings();
  }

  /// The id of this member.
  public MemberId memberId() {
    return initialCluster.memberId(name);
  }

  private static boolean sameHost(HttpUrl one, HttpUrl other) {
    return one.host().equals(other.host());
  }

  private static List<HttpUrl> bindable(String flag, List<HttpUrl> urls) {
    for (HttpUrl url : urls) {
      if (!url.isBindable()) {
        throw new InvalidSettings(
            "%s: expected IP or localhost in URL for binding (%s)".formatted(flag, url));
      }
    }
    return distinct(flag, urls);
  }

  private static List<HttpUrl> distinct(String flag, List<HttpUrl> urls) {
    if (urls.isEmpty()) {
      throw new InvalidSettings(flag + " is empty");
    }
    Set<HttpUrl> seen = new HashSet<>();
    for (HttpUrl url : urls) {
      if (!seen.add(url)) {
        throw new InvalidSettings("%s has duplicate url: %s".formatted(flag, url));
      }
    }
    return urls.stream().sorted().toList();
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
