package tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is let in, and that files are followed. Two ends shake hands in memory.
final class LiveTlsTest {

  private static final Duration OFTEN = Duration.ofMillis(10);

  private final TestCa ca = new TestCa("ca");
  private final List<LiveTls> opened = new ArrayList<>();
  @TempDir private Path folder;

  @BeforeEach
  void issue() {
    TestCa.write(folder.resolve("ca.pem"), ca.pem());
    ca.issue("server").write(folder, "server");
    ca.issue("client").write(folder, "client");
  }

  @AfterEach
  void close() {
    opened.forEach(LiveTls::close);
  }

  @Test
  void whoIsSignedByTheCaIsLetIn() throws SSLException {
    assertThat(handshake(open("server"), open("client"))).isEqualTo("CN=client,O=test");
  }

  @ParameterizedTest
  @CsvSource({"RSA,2048", "EC,384", "Ed25519,255"})
  void keysAreOfAnyKindInUse(String algorithm, int bits) throws SSLException {
    ca.issue("other", algorithm, bits, Duration.ofHours(1)).write(folder, "server");
    assertThat(handshake(open("server"), open("client"))).isEqualTo("CN=client,O=test");
  }

  @Test
  void whoIsSignedByAnotherCaIsNot() {
    new TestCa("ca").issue("client").write(folder, "client");
    refuses(open("server"), open("client"));
  }

  @Test
  void aServerOfAnotherCaIsNotBelieved() {
    new TestCa("ca").issue("server").write(folder, "server");
    refuses(open("server"), open("client"));
  }

  @Test
  void aServerOfAnotherHostIsNotBelieved() {
    var server = open("server");
    var client = open("client");
    assertThatThrownBy(() -> handshake(server.accept(), client.dial("example.org", 1)))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void whoIsRevokedIsNot() throws SSLException {
    var bad = ca.issue("bad").write(folder, "bad");
    TestCa.write(folder.resolve("crl.pem"), ca.revoke(bad));
    var server = open("server", "crl.pem", List.of(), List.of());
    assertThat(handshake(server, open("client"))).isEqualTo("CN=client,O=test");
    refuses(server, open("bad"));
  }

  @Test
  void whoIsRevokedLaterIsNotFromThenOn() throws SSLException {
    var later = ca.issue("later").write(folder, "later");
    TestCa.write(folder.resolve("crl.pem"), ca.revoke());
    var server = open("server", "crl.pem", List.of(), List.of());
    var client = open("later");
    assertThat(handshake(server, client)).isEqualTo("CN=later,O=test");
    TestCa.write(folder.resolve("crl.pem"), ca.revoke(later));
    await(() -> refuses(server, client));
  }

  @Test
  void namesAreAllowedOneByOne() throws SSLException {
    assertThat(handshake(open("server", null, List.of("x", "client"), List.of()), open("client")))
        .isEqualTo("CN=client,O=test");
    refuses(open("server", null, List.of("x"), List.of()), open("client"));
    assertThat(handshake(open("server", null, List.of(), List.of("localhost")), open("client")))
        .isEqualTo("CN=client,O=test");
    refuses(open("server", null, List.of(), List.of("x.localhost")), open("client"));
  }

  @Test
  void aNewCertificateIsShownFromThenOn() {
    var server = open("server");
    var client = open("client");
    ca.issue("renewed", "RSA", 2048, Duration.ofHours(3)).write(folder, "server");
    await(
        () -> {
          assertThat(handshakeShowing(server, client)).isEqualTo("CN=renewed,O=test");
          assertThat(server.secondsToExpiry()).isCloseTo(3 * 3600, within(60.0));
        });
  }

  /// The overlap of an exchange: both are trusted, then the new one alone.
  @Test
  void aNewCaIsTrustedFromThenOnBesideTheOldOne() {
    var server = open("server");
    var client = open("client");
    var next = new TestCa("next");
    next.issue("newcomer").write(folder, "newcomer");
    TestCa.write(folder.resolve("ca.pem"), ca.pem() + next.pem());
    var newcomer = open("newcomer");
    await(() -> assertThat(handshake(server, newcomer)).isEqualTo("CN=newcomer,O=test"));
    await(() -> assertThat(handshake(server, client)).isEqualTo("CN=client,O=test"));
    next.issue("server").write(folder, "server");
    await(() -> assertThat(handshake(server, client)).isEqualTo("CN=client,O=test"));
    TestCa.write(folder.resolve("ca.pem"), next.pem());
    await(() -> refuses(server, client));
  }

  /// The certificate is there, its key not yet.
  @Test
  void amidAReplacementNothingChanges() {
    var server = open("server");
    var client = open("client");
    var renewed = ca.issue("renewed");
    TestCa.write(folder.resolve("server.pem"), renewed.certificatePem());
    TestCa.write(folder.resolve("ca.pem"), "");
    Awaitility.await()
        .during(Duration.ofMillis(100))
        .pollInterval(OFTEN)
        .untilAsserted(
            () -> assertThat(handshakeShowing(server, client)).isEqualTo("CN=server,O=test"));
    TestCa.write(folder.resolve("ca.pem"), ca.pem());
    renewed.write(folder, "server");
    await(() -> assertThat(handshakeShowing(server, client)).isEqualTo("CN=renewed,O=test"));
  }

  @Test
  void aMemberMakesACertificateOnceAndKeepsIt() throws SSLException {
    var own =
        new TlsSettings(
            new CertificateSource.SelfSigned(2),
            false,
            List.of(),
            List.of(),
            TlsProtocols.defaults());
    var fixtures = folder.resolve("fixtures").resolve("client");
    var hosts = List.of("127.0.0.1", "localhost", "::1");
    var first = opened(LiveTls.open("client", own, fixtures, hosts, pace()));
    var again = opened(LiveTls.open("client", own, fixtures, hosts, pace()));
    assertThat(first.secondsToExpiry()).isCloseTo(2 * 365 * 86_400.0, within(60.0));
    assertThat(again.secondsToExpiry()).isCloseTo(first.secondsToExpiry(), within(60.0));
    var client = again.dial("127.0.0.1", 1);
    handshake(first.accept(), client);
    assertThat(
            ((X509Certificate) client.getSession().getPeerCertificates()[0])
                .getIssuerX500Principal())
        .hasToString("O=sampo");
  }

  @Test
  void filesThatAreNoUseAreNamed() {
    var server = folder.resolve("server.pem");
    assertThatThrownBy(() -> open("nobody"))
        .isInstanceOf(InvalidTls.class)
        .hasMessage(folder.resolve("nobody.pem") + " does not exist");
    TestCa.write(folder.resolve("server-key.pem"), ca.issue("x").keyPem());
    assertThatThrownBy(() -> open("server"))
        .isInstanceOf(InvalidTls.class)
        .hasMessageContaining("is not that of the certificate in " + server);
    TestCa.write(server, "hello");
    assertThatThrownBy(() -> open("server")).hasMessage(server + " holds no certificate");
    TestCa.write(server, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThatThrownBy(() -> open("server"))
        .isInstanceOf(InvalidTls.class)
        .hasMessageContaining(server.toString());
  }

  @Test
  void versionsAndCiphersAreThoseChosen() throws SSLException {
    var suite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    var old = TlsProtocols.parse("TLS1.2", "TLS1.2", List.of(suite));
    var server = opened(LiveTls.open("client", settings("server", old), folder, List.of(), pace()));
    var client = open("client").dial("localhost", 1);
    handshake(server.accept(), client);
    assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.2");
    assertThat(client.getSession().getCipherSuite()).isEqualTo(suite);
  }

  private LiveTls open(String name) {
    return opened(
        LiveTls.open("client", settings(name, TlsProtocols.defaults()), folder, List.of(), pace()));
  }

  private TlsSettings settings(String name, TlsProtocols protocols) {
    return new TlsSettings(files(name, null), true, List.of(), List.of(), protocols);
  }

  private LiveTls open(String name, String crl, List<String> names, List<String> hosts) {
    var settings = new TlsSettings(files(name, crl), true, names, hosts, TlsProtocols.defaults());
    return opened(LiveTls.open("client", settings, folder, List.of(), pace()));
  }

  private CertificateSource.Files files(String name, String crl) {
    return new CertificateSource.Files(
        folder.resolve(name + ".pem"),
        folder.resolve(name + "-key.pem"),
        null,
        null,
        folder.resolve("ca.pem"),
        crl == null ? null : folder.resolve(crl));
  }

  private LiveTls opened(LiveTls tls) {
    opened.add(tls);
    return tls;
  }

  private static LiveTls.Pace pace() {
    return new LiveTls.Pace(OFTEN, 1);
  }

  private static void await(org.awaitility.core.ThrowingRunnable assertion) {
    Awaitility.await().pollInterval(OFTEN).ignoreExceptions().untilAsserted(assertion);
  }

  private static void refuses(LiveTls server, LiveTls client) {
    assertThatThrownBy(() -> handshake(server, client)).isInstanceOf(SSLException.class);
  }

  /// @return whom the server takes the client for
  private static String handshake(LiveTls server, LiveTls client) throws SSLException {
    var accepting = server.accept();
    handshake(accepting, client.dial("localhost", 1));
    return subject(accepting);
  }

  /// @return whom the client takes the server for
  private static String handshakeShowing(LiveTls server, LiveTls client) throws SSLException {
    var dialing = client.dial("localhost", 1);
    handshake(server.accept(), dialing);
    return subject(dialing);
  }

  private static String subject(SSLEngine engine) throws SSLException {
    return ((X509Certificate) engine.getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  private static void handshake(SSLEngine one, SSLEngine other) throws SSLException {
    var toOther = ByteBuffer.allocate(1 << 16).flip();
    var toOne = ByteBuffer.allocate(1 << 16).flip();
    one.beginHandshake();
    other.beginHandshake();
    for (int turns = 0; turns < 100; turns++) {
      step(one, toOne, toOther);
      step(other, toOther, toOne);
      if (rests(one) && rests(other) && !toOne.hasRemaining() && !toOther.hasRemaining()) {
        return;
      }
    }
    throw new SSLException("they do not come to an end");
  }

  private static boolean rests(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    var nothing = ByteBuffer.allocate(1 << 16);
    out.compact();
    switch (engine.getHandshakeStatus()) {
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      case NEED_TASK -> engine.getDelegatedTask().run();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
        if (in.hasRemaining()) {
          engine.unwrap(in, nothing);
        }
      }
    }
    out.flip();
  }
}
