package auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys that sign and check tokens, read again when their files change. Thread-safe.
final class JwtKeys {

  /// What signs and what checks.
  ///
  /// @param signer null if this member may only check
  record Pair(@Nullable JWSSigner signer, JWSVerifier verifier) {}

  /// The keys, and which files they were read from.
  ///
  /// @param looked when the files were last looked at
  private record Loaded(Pair pair, List<FileTime> changed, Instant looked) {}

  private static final Logger LOGGER = LoggerFactory.getLogger("sampo.auth");

  /// Time between two looks at the files.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final JwtSettings settings;
  private final InstantSource clock;
  private volatile Loaded loaded;

  private JwtKeys(JwtSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    try {
      this.loaded = load();
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("auth-token: cannot read " + unreadable.getMessage());
    }
  }

  /// @throws IllegalArgumentException with one line for a person, if the files hold no such keys
  static JwtKeys open(JwtSettings settings, InstantSource clock) {
    return new JwtKeys(settings, clock);
  }

  /// The keys of now. A file that has become unreadable, or holds no key, changes nothing.
  Pair now() {
    var before = loaded;
    if (clock.instant().isBefore(before.looked.plus(PATIENCE))) {
      return before.pair;
    }
    try {
      var changed = changed();
      loaded =
          changed.equals(before.changed)
              ? new Loaded(before.pair, changed, clock.instant())
              : load();
    } catch (IOException | IllegalArgumentException broken) {
      LOGGER.warn("the keys of tokens stay as they were: {}", broken.toString());
      loaded = new Loaded(before.pair, before.changed, clock.instant());
    }
    return loaded.pair;
  }

  private List<FileTime> changed() throws IOException {
    List<FileTime> changed = new ArrayList<>();
    for (Path file : new Path[] {settings.privateKey(), settings.publicKey()}) {
      if (file != null) {
        changed.add(Files.getLastModifiedTime(file));
      }
    }
    return changed;
  }

  private Loaded load() throws IOException {
    var changed = changed();
    try {
      return new Loaded(pair(), changed, clock.instant());
    } catch (JOSEException unfit) {
      throw new IllegalArgumentException(
          "auth-token: the key does not fit %s: %s"
              .formatted(settings.method(), unfit.getMessage()),
          unfit);
    }
  }

  private Pair pair() throws IOException, JOSEException {
    Path secret = settings.privateKey();
    if (settings.method().startsWith("HS") && secret != null) {
      byte[] bytes = Files.readAllBytes(secret);
      return new Pair(new MACSigner(bytes), new MACVerifier(bytes));
    }
    var pem = secret == null ? null : PemKeys.readPrivate(secret);
    Path publicFile = settings.publicKey();
    PublicKey check;
    if (publicFile != null) {
      check = PemKeys.readPublic(publicFile);
    } else if (pem != null) {
      check = pem.getPublic();
    } else {
      throw new IllegalArgumentException("auth-token: no key is given");
    }
    if (pem != null && !pem.getPublic().equals(check)) {
      throw new IllegalArgumentException("auth-token: pub-key and priv-key are not one pair");
    }
    return new Pair(pem == null ? null : signer(pem.getPrivate()), verifier(check));
  }

  private JWSSigner signer(PrivateKey key) throws JOSEException {
    return switch (key) {
      case ECPrivateKey ec when isMethod("ES") -> new ECDSASigner(ec);
      case EdECPrivateKey ed when isMethod("Ed") -> new EdDsa.Signer(ed);
      case PrivateKey rsa
          when rsa.getAlgorithm().equals("RSA") && (isMethod("RS") || isMethod("PS")) ->
          new RSASSASigner(rsa);
      default -> throw unfit(key.getAlgorithm());
    };
  }

  private JWSVerifier verifier(PublicKey key) throws JOSEException {
    return switch (key) {
      case ECPublicKey ec when isMethod("ES") -> new ECDSAVerifier(ec);
      case EdECPublicKey ed when isMethod("Ed") -> new EdDsa.Verifier(ed);
      case RSAPublicKey rsa when isMethod("RS") || isMethod("PS") -> new RSASSAVerifier(rsa);
      default -> throw unfit(key.getAlgorithm());
    };
  }

  private boolean isMethod(String family) {
    return settings.method().startsWith(family);
  }

  private IllegalArgumentException unfit(String algorithm) {
    return new IllegalArgumentException(
        "auth-token: a key of %s is none for %s".formatted(algorithm, settings.method()));
  }
}
