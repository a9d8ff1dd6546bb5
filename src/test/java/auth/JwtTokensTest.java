package auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcd.EtcdError;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTokensTest {

  private final AuthState state = AuthState.FRESH;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InstantSource clock = () -> now;

  @TempDir Path folder;
  private Path privateKey;
  private Path publicKey;

  @BeforeEach
  void name() {
    privateKey = folder.resolve("private.pem");
    publicKey = folder.resolve("public.pem");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
        "HS256", "HS512"
      })
  void aTokenNamesItsUserUntilItsTimeIsOver(String method) throws Exception {
    writeKeys(method);
    var tokens = open(null, privateKey, method);
    var token = tokens.sign("alice", 7);
    assertThat(tokens.named(token, state)).isEqualTo(new Asker.Named("alice", 7));
    now = now.plusSeconds(299);
    assertThat(tokens.named(token, state)).isNotNull();
    now = now.plusSeconds(1);
    assertThat(tokens.named(token, state)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
  void aMemberWithThePublicKeyOnlyChecks(String method) throws Exception {
    writeKeys(method);
    var token = open(publicKey, privateKey, method).sign("alice", 7);
    var verifyOnly = open(publicKey, null, method);
    assertThat(verifyOnly.named(token, state)).isEqualTo(new Asker.Named("alice", 7));
    assertThatThrownBy(() -> verifyOnly.sign("alice", 7))
        .hasMessage(EtcdError.AUTH_VERIFY_ONLY.text());
  }

  @Test
  void whatWasNotSignedByTheKeyNamesNobody() throws Exception {
    writeKeys("RS256");
    var tokens = open(null, privateKey, "RS256");
    var token = tokens.sign("alice", 7);
    assertThat(tokens.named("nonsense", state)).isNull();
    assertThat(tokens.named(token.substring(0, token.length() - 8) + "AAAAAAAA", state)).isNull();
    assertThat(open(null, privateKey, "PS256").named(token, state)).isNull();
    var unsigned =
        "eyJhbGciOiJub25lIn0.eyJ1c2VybmFtZSI6InJvb3QiLCJyZXZpc2lvbiI6MSwiZXhwIjo5OTk5OTk5OTk5fQ.";
    assertThat(tokens.named(unsigned, state)).isNull();
  }

  @Test
  void aPublicKeyIsNoSecret() throws Exception {
    writeKeys("RS256");
    var forged = open(null, publicKey, "HS256").sign("root", 1);
    assertThat(open(publicKey, privateKey, "RS256").named(forged, state)).isNull();
  }

  @Test
  void keysAreReadAgainWhenTheirFilesChange() throws Exception {
    writeKeys("ES256");
    var tokens = open(publicKey, privateKey, "ES256");
    var before = tokens.sign("alice", 7);
    assertThat(tokens.named(before, state)).isNotNull();
    writeKeys("ES256");
    Files.setLastModifiedTime(privateKey, FileTime.from(now.plusSeconds(10)));
    now = now.plusSeconds(2);
    assertThat(tokens.named(before, state)).isNull();
    assertThat(tokens.named(tokens.sign("bob", 8), state)).isEqualTo(new Asker.Named("bob", 8));
    Files.writeString(privateKey, "not a key");
    now = now.plusSeconds(2);
    assertThat(tokens.named(tokens.sign("bob", 8), state)).isNotNull();
  }

  @Test
  void keysThatDoNotFitAreRefused() throws Exception {
    writeKeys("ES256");
    assertThatThrownBy(() -> open(null, privateKey, "RS256"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> open(null, folder.resolve("absent"), "RS256"))
        .isInstanceOf(IllegalArgumentException.class);
    Files.writeString(privateKey, "short");
    assertThatThrownBy(() -> open(null, privateKey, "HS256"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private JwtTokens open(Path publicKey, Path privateKey, String method) {
    return JwtTokens.open(
        new JwtSettings(publicKey, privateKey, method, Duration.ofMinutes(5)), clock);
  }

  private void writeKeys(String method) throws Exception {
    if (method.startsWith("HS")) {
      Files.writeString(privateKey, "s".repeat(64));
      return;
    }
    var pair = pair(method);
    write(privateKey, new JcaPKCS8Generator(pair.getPrivate(), null));
    write(publicKey, pair.getPublic());
  }

  private static void write(Path file, Object key) throws IOException {
    var text = new StringWriter();
    try (var pem = new JcaPEMWriter(text)) {
      pem.writeObject(key);
    }
    Files.writeString(file, text.toString());
  }

  private static KeyPair pair(String method) throws Exception {
    return switch (method.substring(0, 2)) {
      case "ES" -> ec(method);
      case "Ed" -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      default -> rsa();
    };
  }

  private static KeyPair ec(String method) throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    var curve = method.equals("ES512") ? "521" : method.substring(2);
    generator.initialize(new ECGenParameterSpec("secp" + curve + "r1"));
    return generator.generateKeyPair();
  }

  private static KeyPair rsa() throws NoSuchAlgorithmException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }
}
