package tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/// A certificate, those that lead to its CA, and its key.
record Credentials(List<X509Certificate> chain, PrivateKey key) {

  private static final char[] NO_PASSWORD = new char[0];

  /// @param certificates name of the file that the chain is from, for complaints
  /// @throws InvalidTls if something is missing, or the key is not the certificate's
  static Credentials of(String certificates, Pem chain, String keys, Pem key) {
    if (chain.certificates().isEmpty()) {
      throw new InvalidTls(certificates + " holds no certificate");
    }
    if (key.keys().isEmpty()) {
      throw new InvalidTls(keys + " holds no private key");
    }
    var credentials = new Credentials(chain.certificates(), key.keys().getFirst());
    if (!credentials.belongTogether()) {
      throw new InvalidTls(
          "the key in %s is not that of the certificate in %s".formatted(keys, certificates));
    }
    return credentials;
  }

  /// When the certificate is good no more.
  Instant expiry() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  private boolean belongTogether() {
    byte[] said = {1, 2, 3};
    try {
      var signature = Signature.getInstance(signature(key.getAlgorithm()));
      signature.initSign(key);
      signature.update(said);
      byte[] signed = signature.sign();
      signature.initVerify(chain.getFirst().getPublicKey());
      signature.update(said);
      return signature.verify(signed);
    } catch (GeneralSecurityException differentKinds) {
      return false;
    }
  }

  private static String signature(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> "Ed25519";
    };
  }

  KeyManager[] keyManagers() throws GeneralSecurityException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("member", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (IOException inMemory) {
      throw new GeneralSecurityException(inMemory);
    }
  }
}
