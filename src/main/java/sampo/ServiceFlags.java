package sampo;

import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sampo.settings.AuthSettings;
import sampo.settings.AutoCompaction;
import sampo.settings.ConnectionSettings;
import sampo.settings.MembershipSettings;
import sampo.settings.RequestSettings;
import sampo.settings.ServiceSettings;
import sampo.settings.SpaceSettings;
import sampo.settings.WatchSettings;

/// What a member offers, and within which bounds.
final class ServiceFlags {

  @Option(
      names = "--max-request-bytes",
      paramLabel = "BYTES",
      defaultValue = "1572864",
      description = "Largest request (default: ${DEFAULT-VALUE}).")
  private int maxRequestBytes;

  @Option(
      names = "--max-txn-ops",
      paramLabel = "N",
      defaultValue = "128",
      description = "Operations for each level of a transaction (default: ${DEFAULT-VALUE}).")
  private int maxTxnOps;

  @Option(
      names = "--max-concurrent-streams",
      paramLabel = "N",
      defaultValue = "4294967295",
      description = "Calls at a time on one connection (default: ${DEFAULT-VALUE}).")
  private long maxConcurrentStreams;

  @Option(
      names = "--grpc-keepalive-min-time",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = GoTime.class,
      description = "Clients that ping more often are sent away (default: ${DEFAULT-VALUE}).")
  private Duration minPingInterval = Duration.ZERO;

  @Option(
      names = "--grpc-keepalive-interval",
      paramLabel = "TIME",
      defaultValue = "2h",
      converter = GoTime.class,
      description = "Silence after which clients are pinged, 0 for never (default: 2h).")
  private Duration pingAfter = Duration.ZERO;

  @Option(
      names = "--grpc-keepalive-timeout",
      paramLabel = "TIME",
      defaultValue = "20s",
      converter = GoTime.class,
      description = "Longest wait for the answer to that (default: ${DEFAULT-VALUE}).")
  private Duration pingTimeout = Duration.ZERO;

  @Option(
      names = "--quota-backend-bytes",
      paramLabel = "BYTES",
      defaultValue = "0",
      description = "Size of the store at which writes are refused; 0: 2 GiB, negative: never.")
  private long quota;

  @Option(
      names = "--auto-compaction-mode",
      paramLabel = "periodic|revision",
      defaultValue = "periodic",
      description = "What --auto-compaction-retention counts (default: ${DEFAULT-VALUE}).")
  private String compactionMode = "";

  @Option(
      names = "--auto-compaction-retention",
      paramLabel = "HOURS|TIME|REVISIONS",
      defaultValue = "0",
      description = "History that stays when the rest is removed; 0: all (default: 0).")
  private String compactionRetention = "";

  @Option(
      names = "--auth-token",
      paramLabel = "simple|jwt,...",
      defaultValue = "simple",
      description = "Kind of token; jwt,pub-key=..,priv-key=..,sign-method=..,ttl=..")
  private String authToken = "";

  @Option(
      names = "--bcrypt-cost",
      paramLabel = "N",
      defaultValue = "10",
      description = "Cost of hashing a password, 4 to 31 (default: ${DEFAULT-VALUE}).")
  private int bcryptCost;

  @Option(
      names = "--auth-token-ttl",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Seconds that a simple token lives unused (default: ${DEFAULT-VALUE}).")
  private int authTokenTtl;

  @Option(
      names = "--strict-reconfig-check",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      description = "Refuse changes of members that would cost the quorum (default: true).")
  private boolean strictReconfigCheck;

  @Option(
      names = "--max-learners",
      paramLabel = "N",
      defaultValue = "1",
      description = "Learners at a time (default: ${DEFAULT-VALUE}).")
  private int maxLearners;

  @Option(
      names = "--initial-election-tick-advance",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      description = "Whether a member that starts may stand for election early (default: true).")
  private boolean electionTickAdvance;

  @Option(
      names = "--watch-progress-notify-interval",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = GoTime.class,
      description = "Time between notices to quiet watchers (default: ${DEFAULT-VALUE}).")
  private Duration progressNotifyInterval = Duration.ZERO;

  @Option(
      names = "--warning-apply-duration",
      paramLabel = "TIME",
      defaultValue = "100ms",
      converter = GoTime.class,
      description = "Requests that take longer to apply are logged (default: 100ms).")
  private Duration slowApply = Duration.ZERO;

  @Option(
      names = "--warning-unary-request-duration",
      paramLabel = "TIME",
      defaultValue = "300ms",
      converter = GoTime.class,
      description = "Calls that take longer to answer are logged (default: 300ms).")
  private Duration slowUnary = Duration.ZERO;

  @Mixin private final HttpFlags http = new HttpFlags();
  @Mixin private final IntegrityFlags integrity = new IntegrityFlags();

  /// @throws InvalidSettings if a value is wrong
  ServiceSettings settings() {
    return new ServiceSettings(
        new RequestSettings(maxRequestBytes, maxTxnOps),
        new ConnectionSettings(maxConcurrentStreams, minPingInterval, pingAfter, pingTimeout),
        http.settings(),
        SpaceSettings.of(quota, AutoCompaction.parse(compactionMode, compactionRetention)),
        new WatchSettings(progressNotifyInterval, slowApply, slowUnary),
        integrity.settings(),
        new MembershipSettings(strictReconfigCheck, maxLearners, electionTickAdvance));
  }

  /// @throws InvalidSettings if a value is wrong
  AuthSettings auth() {
    return new AuthSettings(
        AuthSettings.parseToken(authToken), bcryptCost, Duration.ofSeconds(authTokenTtl));
  }
}
