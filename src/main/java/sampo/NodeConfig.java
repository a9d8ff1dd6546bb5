package sampo;

import actors.LeaseOffice;
import actors.RaftSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import lease.LeaseTimes;
import mvcc.IndexCheckpoint;
import mvcc.Past;
import mvcc.StoreLimits;
import raft.MemberId;
import service.Limits;
import watch.WatchLimits;

/// `application.conf` as one member uses it: what its flags say is put over what the file says.
final class NodeConfig {

  private static final String SYSTEM = "sampo";

  private final Settings settings;
  private final Config config;

  NodeConfig(Settings settings) {
    this.settings = settings;
    this.config = ConfigFactory.parseMap(overrides(settings)).withFallback(ConfigFactory.load());
  }

  private static Map<String, Object> overrides(Settings settings) {
    HttpUrl advertised = settings.initialAdvertisePeerUrls().getFirst();
    HttpUrl bound = settings.listenPeerUrls().getFirst();
    Path member = memberDir(settings);
    return Map.of(
        "pekko.persistence.journal.leveldb.dir", member.resolve("journal").toString(),
        "pekko.persistence.snapshot-store.local.dir", member.resolve("journal-index").toString(),
        "pekko.remote.artery.canonical.hostname", advertised.host(),
        "pekko.remote.artery.canonical.port", advertised.port(),
        "pekko.remote.artery.bind.hostname", bound.host(),
        "pekko.remote.artery.bind.port", bound.port());
  }

  private static Path memberDir(Settings settings) {
    return settings.dataDir().resolve("member");
  }

  /// Where the member keeps everything.
  Path memberDir() {
    return memberDir(settings);
  }

  Path storeDir() {
    return memberDir().resolve("store");
  }

  Config config() {
    return config;
  }

  String systemName() {
    return SYSTEM;
  }

  /// The actor systems of all members, by member.
  Map<MemberId, String> addresses() {
    Map<MemberId, String> addresses = new LinkedHashMap<>();
    InitialCluster cluster = settings.initialCluster();
    for (String name : cluster.members().keySet()) {
      addresses.put(cluster.memberId(name), address(cluster.urls(name).getFirst()));
    }
    return addresses;
  }

  private static String address(HttpUrl url) {
    String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
    return "pekko://" + SYSTEM + "@" + host + ":" + url.port();
  }

  RaftSettings raft() {
    Config raft = config.getConfig("sampo.raft");
    return new RaftSettings(
        settings.heartbeatInterval(),
        settings.electionTimeout(),
        raft.getDuration("read-retry-interval"),
        Math.toIntExact(raft.getBytes("max-append-bytes")),
        Math.toIntExact(raft.getBytes("max-forward-bytes")),
        raft.getBytes("max-uncommitted-bytes"),
        raft.getBytes("log-memory"));
  }

  StoreLimits store() {
    return new StoreLimits(
        config.getBytes("sampo.store.value-cache"), config.getBytes("sampo.watch.log-memory"));
  }

  IndexCheckpoint indexCheckpoint() {
    long revisions = config.getLong("sampo.store.checkpoint-revisions");
    return new IndexCheckpoint(memberDir().resolve("store-index"), revisions);
  }

  /// Whether the store uses the native library; the pure-Java one is for platforms without it.
  boolean usesNativeStore() {
    return config.getBoolean("sampo.store.native");
  }

  WatchLimits watch() {
    Config watch = config.getConfig("sampo.watch");
    return new WatchLimits(
        new Past.Bounds(watch.getInt("window-revisions"), watch.getBytes("window-bytes")),
        limits().maxMessageBytes(),
        watch.getInt("rereads"));
  }

  /// How long a watcher that wants to hear of progress hears nothing at most.
  Duration watchProgressInterval() {
    return config.getDuration("sampo.watch.progress-interval");
  }

  LeaseOffice.Limits leases() {
    Config lease = config.getConfig("sampo.lease");
    return new LeaseOffice.Limits(
        new LeaseTimes(
            settings.electionTimeout(),
            lease.getDuration("checkpoint-interval"),
            lease.getInt("max-expiring")),
        Limits.requestTimeout(settings.electionTimeout()),
        lease.getDuration("retry-interval"),
        lease.getInt("max-waiting"));
  }

  Limits limits() {
    Config limits = config.getConfig("sampo.limits");
    return new Limits(
        Math.toIntExact(limits.getBytes("max-request-bytes")),
        limits.getInt("max-txn-ops"),
        limits.getInt("max-pending"),
        limits.getBytes("max-queued-bytes"),
        limits.getLong("max-apply-lag"),
        limits.getInt("inline-read-keys"),
        Limits.requestTimeout(settings.electionTimeout()),
        settings.electionTimeout());
  }
}
