package sampo;

import actors.LeaseOffice;
import actors.RaftSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lease.LeaseTimes;
import mvcc.IndexCheckpoint;
import mvcc.Past;
import mvcc.StoreLimits;
import raft.MemberId;
import sampo.settings.IntegritySettings.Gate;
import service.Limits;
import tls.LiveTls;
import watch.WatchLimits;

/// `application.conf` as one member uses it: what its flags say is put over what the file says.
final class NodeConfig {

  private static final String SYSTEM = "sampo";
  private static final String FRAME_SIZE = "pekko.remote.artery.advanced.maximum-frame-size";

  /// By this, and by this with its name, a member is told from other nodes of the Pekko cluster.
  /// Which part it has in Raft changes, and a node's roles do not.
  private static final String ROLE = "sampo";

  /// Bytes that a message between members may have beside its largest entry.
  private static final long AROUND_A_REQUEST = 768 << 10;

  private final Settings settings;
  private final Config config;

  NodeConfig(Settings settings) {
    this.settings = settings;
    Config file = ConfigFactory.load();
    this.config =
        ConfigFactory.parseMap(overrides(settings))
            .withFallback(ConfigFactory.parseMap(remoting(settings, file)))
            .withFallback(file);
  }

  /// TLS between members if their URLs say so, and frames that hold the largest request.
  private static Map<String, Object> remoting(Settings settings, Config file) {
    long frame = settings.service().requests().maxBytes() + AROUND_A_REQUEST;
    return Map.of(
        "pekko.remote.artery.transport",
        settings.listenPeerUrls().getFirst().secure() ? "tls-tcp" : "tcp",
        FRAME_SIZE,
        Math.max(frame, file.getBytes(FRAME_SIZE)));
  }

  /// Where the member is, and that it ends when it is closed: Pekko's own hooks would end actors
  /// and remoting as soon as the JVM is told to stop, under the calls that are still under way.
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
        "pekko.remote.artery.bind.port", bound.port(),
        "pekko.cluster.roles", List.of(ROLE, ROLE + "-" + settings.name()),
        "pekko.jvm-shutdown-hooks", false);
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

  /// Where a side keeps a certificate of its own making, as etcd does.
  Path fixtures(String side) {
    return settings.dataDir().resolve("fixtures").resolve(side);
  }

  LiveTls.Pace tls() {
    Config tls = config.getConfig("sampo.tls");
    return new LiveTls.Pace(tls.getDuration("look-interval"), tls.getInt("handshake-threads"));
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

  /// The members by their actor systems.
  Map<String, MemberId> membersByAddress() {
    return addresses().entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));
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
        settings.service().membership().electionTickAdvance(),
        raft.getDuration("read-retry-interval"),
        raft.getDuration("max-hold-back"),
        Math.toIntExact(raft.getBytes("max-append-bytes")),
        Math.toIntExact(raft.getBytes("max-forward-bytes")),
        raft.getBytes("max-uncommitted-bytes"),
        raft.getBytes("max-unapplied-bytes"),
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

  /// Tables of the store that are open at a time.
  int openTables() {
    return config.getInt("sampo.store.open-tables");
  }

  WatchLimits watch() {
    Config watch = config.getConfig("sampo.watch");
    return new WatchLimits(
        new Past.Bounds(watch.getInt("window-revisions"), watch.getBytes("window-bytes")),
        limits().maxMessageBytes(),
        watch.getInt("rereads"),
        watch.getInt("max-watchers-per-stream"));
  }

  /// How long a watcher that wants to hear of progress hears nothing at most.
  Duration watchProgressInterval() {
    return settings.service().watch().progressNotifyInterval();
  }

  /// How long calls under way may take when the member is told to stop.
  Duration stopGrace() {
    return config.getDuration("sampo.limits.stop-grace");
  }

  LeaseOffice.Limits leases() {
    Config lease = config.getConfig("sampo.lease");
    return new LeaseOffice.Limits(
        new LeaseTimes(
            settings.electionTimeout(), checkpointInterval(lease), lease.getInt("max-expiring")),
        Limits.requestTimeout(settings.electionTimeout()),
        lease.getDuration("retry-interval"),
        lease.getInt("max-waiting"));
  }

  private Duration checkpointInterval(Config lease) {
    return settings.service().integrity().isOn(Gate.LeaseCheckpoint)
        ? lease.getDuration("checkpoint-interval")
        : Duration.ZERO;
  }

  Limits limits() {
    Config limits = config.getConfig("sampo.limits");
    return new Limits(
        settings.service().requests().maxBytes(),
        settings.service().requests().maxTxnOps(),
        limits.getInt("max-pending"),
        Math.max(limits.getBytes("max-queued-bytes"), settings.service().requests().maxBytes()),
        limits.getLong("max-apply-lag"),
        limits.getInt("inline-read-keys"),
        Limits.requestTimeout(settings.electionTimeout()),
        settings.electionTimeout());
  }
}
