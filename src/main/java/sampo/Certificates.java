package sampo;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import metrics.Metrics;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.jspecify.annotations.Nullable;
import tls.LiveTls;
import tls.TlsSettings;

/// The certificates of a member: one side towards clients, one towards other members.
final class Certificates implements AutoCloseable {

  private final @Nullable LiveTls clients;
  private final @Nullable LiveTls peers;

  private Certificates(@Nullable LiveTls clients, @Nullable LiveTls peers) {
    this.clients = clients;
    this.peers = peers;
  }

  /// Reads or makes what is needed, and goes on to look for changes.
  ///
  /// @throws tls.InvalidTls if files are unusable
  static Certificates open(Settings settings, NodeConfig config, Metrics metrics) {
    var clients = live("client", settings.security().clients(), settings.clientSockets(), config);
    var peers = live("peer", settings.security().peers(), settings.listenPeerUrls(), config);
    register(metrics, "client", clients);
    register(metrics, "peer", peers);
    return new Certificates(clients, peers);
  }

  private static @Nullable LiveTls live(
      String side, TlsSettings settings, List<HttpUrl> urls, NodeConfig config) {
    if (!settings.isOn() || urls.stream().noneMatch(HttpUrl::secure)) {
      return null;
    }
    Path folder = config.fixtures(side);
    return LiveTls.open(
        side, settings, folder, urls.stream().map(HttpUrl::host).distinct().toList(), config.tls());
  }

  private static void register(Metrics metrics, String side, @Nullable LiveTls tls) {
    if (tls != null) {
      metrics.gauge(
          "sampo_%s_certificate_expiry_seconds".formatted(side),
          "Seconds until the certificate shown to %ss is good no more.".formatted(side),
          tls::secondsToExpiry);
    }
  }

  /// What a URL of clients speaks within; null without TLS.
  @Nullable LiveTls clients(HttpUrl url) {
    return url.secure() ? clients : null;
  }

  /// Whether the certificate of a client's connection stands for a user.
  boolean nameUser(SSLSession session) {
    return clients != null && clients.user(session) != null;
  }

  /// How the actor system is made: members then speak TLS if they have certificates.
  ActorSystemSetup setup(Config config) {
    var setup = ActorSystemSetup.create(BootstrapSetup.create(config));
    var tls = peers;
    return tls == null
        ? setup
        : setup.withSetup(SSLEngineProviderSetup.create(_ -> new PeerTls(tls)));
  }

  @Override
  public void close() {
    Stream.of(clients, peers).filter(Objects::nonNull).forEach(LiveTls::close);
  }
}
