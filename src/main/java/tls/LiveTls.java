package tls;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS that follows its files: certificate, key, CAs and revocations are read again when they
/// change, and hold for every connection from then on.
///
/// Files that are unusable, as they are amid a replacement, are complained of once and change
/// nothing. A session is resumed only under the files that it began with.
public final class LiveTls implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(LiveTls.class);

  private final String side;
  private final TlsSettings settings;
  private final CertificateSource.Files files;
  private final List<Path> paths;
  private final InstantSource clock;
  private final ScheduledExecutorService reader;
  private final ExecutorService handshakes;
  private Contexts.Read lastRead;
  private String lastComplaint = "";
  private volatile Contexts contexts;

  private LiveTls(
      String side,
      TlsSettings settings,
      CertificateSource.Files files,
      Pace pace,
      InstantSource clock) {
    this.side = side;
    this.settings = settings;
    this.files = files;
    this.paths = files.all().distinct().toList();
    this.clock = clock;
    this.lastRead = Contexts.Read.of(paths);
    this.contexts = contexts(lastRead);
    this.reader =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tls-" + side).factory());
    this.handshakes =
        Executors.newFixedThreadPool(
            pace.handshakeThreads(),
            Thread.ofPlatform().daemon().name("tls-handshakes-" + side + "-", 0).factory());
  }

  /// How much goes on at a time.
  ///
  /// @param lookInterval time between two looks at the files
  /// @param handshakeThreads threads that do the arithmetic of handshakes
  public record Pace(Duration lookInterval, int handshakeThreads) {}

  /// Reads the certificates, or makes them, and goes on to look for changes.
  ///
  /// @param side `client` or `peer`: whom this is for
  /// @param folder where a certificate of the member's own making is kept
  /// @param hosts what that is made out to: names and addresses
  /// @throws InvalidTls if the files are unusable
  public static LiveTls open(
      String side, TlsSettings settings, Path folder, List<String> hosts, Pace pace) {
    var files =
        switch (settings.source()) {
          case CertificateSource.Files given -> given;
          case CertificateSource.SelfSigned self ->
              SelfSigned.in(folder, hosts, self.years(), InstantSource.system());
          case CertificateSource.None _ ->
              throw new InvalidTls("https needs a certificate and a key");
        };
    var tls = new LiveTls(side, settings, files, pace, InstantSource.system());
    tls.follow(pace.lookInterval());
    return tls;
  }

  private void follow(Duration interval) {
    var unused =
        reader.scheduleWithFixedDelay(
            this::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    try {
      var read = Contexts.Read.of(paths);
      if (!read.sameAs(lastRead)) {
        contexts = contexts(read);
        lastRead = read;
        LOGGER.info("{} certificates read again, valid until {}", side, contexts.expiry());
      }
      lastComplaint = "";
    } catch (InvalidTls unusable) {
      var complaint = String.valueOf(unusable.getMessage());
      if (!complaint.equals(lastComplaint)) {
        LOGGER.warn("the {} certificates before stay in use: {}", side, complaint);
      }
      lastComplaint = complaint;
    }
  }

  private Contexts contexts(Contexts.Read read) {
    var names = new AllowedNames(settings.allowedNames(), settings.allowedHosts());
    return Contexts.of(files, read, names, believesAnybody());
  }

  private boolean believesAnybody() {
    return settings.source() instanceof CertificateSource.SelfSigned;
  }

  /// For a connection that another side has opened.
  ///
  /// @param protocols what may be spoken within (RFC 7301), the most wanted first
  public SSLEngine accept(String... protocols) {
    var engine = contexts.accepting().createSSLEngine();
    engine.setUseClientMode(false);
    var parameters = engine.getSSLParameters();
    settings.protocols().apply(parameters);
    parameters.setApplicationProtocols(protocols);
    parameters.setNeedClientAuth(settings.asksForCertificate());
    engine.setSSLParameters(parameters);
    return engine;
  }

  /// The user that a client is by its certificate: the common name, if clients are told apart by
  /// certificates (`--client-cert-auth`). A CA alone says who may connect, not who is who.
  ///
  /// @param session of a finished handshake
  /// @return null if the certificate names nobody
  public @Nullable String user(SSLSession session) {
    if (!settings.clientCertAuth()) {
      return null;
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate shown
          ? CommonName.of(shown)
          : null;
    } catch (SSLPeerUnverifiedException | CertificateException nobody) {
      return null;
    }
  }

  /// For a connection that this member opens; the other side must be who it is taken for.
  public SSLEngine dial(String host, int port) {
    var engine = contexts.dialing().createSSLEngine(host, port);
    engine.setUseClientMode(true);
    var parameters = engine.getSSLParameters();
    settings.protocols().apply(parameters);
    if (!believesAnybody()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /// Time until the certificate that others see is good no more; negative after that.
  public double secondsToExpiry() {
    return Duration.between(clock.instant(), contexts.expiry()).toMillis() / 1e3;
  }

  /// Where the arithmetic of handshakes is done, which would hold up other connections: a few
  /// milliseconds each.
  public Executor handshakes() {
    return handshakes;
  }

  @Override
  public void close() {
    reader.shutdownNow();
    handshakes.shutdown();
  }
}
