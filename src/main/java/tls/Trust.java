package tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Who is trusted: whoever the CA has signed, who is not revoked and has an allowed name.
final class Trust extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager signed;
  private final List<X509CRL> revoked;
  private final AllowedNames allowed;

  private Trust(X509ExtendedTrustManager signed, List<X509CRL> revoked, AllowedNames allowed) {
    this.signed = signed;
    this.revoked = revoked;
    this.allowed = allowed;
  }

  /// @param cas whom to believe; null for those the platform believes
  static Trust in(@Nullable List<X509Certificate> cas, List<X509CRL> revoked, AllowedNames allowed)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(cas == null ? null : store(cas));
    var signed =
        Arrays.stream(factory.getTrustManagers())
            .filter(X509ExtendedTrustManager.class::isInstance)
            .map(X509ExtendedTrustManager.class::cast)
            .findFirst()
            .orElseThrow(() -> new GeneralSecurityException("no PKIX on this platform"));
    return new Trust(signed, revoked, allowed);
  }

  private static KeyStore store(List<X509Certificate> cas) throws GeneralSecurityException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < cas.size(); i++) {
        store.setCertificateEntry("ca" + i, cas.get(i));
      }
      return store;
    } catch (IOException inMemory) {
      throw new GeneralSecurityException(inMemory);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    signed.checkClientTrusted(chain, type, engine);
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    signed.checkServerTrusted(chain, type, engine);
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    signed.checkClientTrusted(chain, type, socket);
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    signed.checkServerTrusted(chain, type, socket);
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    signed.checkClientTrusted(chain, type);
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    signed.checkServerTrusted(chain, type);
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return signed.getAcceptedIssuers();
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    for (var certificate : chain) {
      for (var list : revoked) {
        if (list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
            && list.isRevoked(certificate)) {
          throw new CertificateException(
              "revoked: serial number %x".formatted(certificate.getSerialNumber()));
        }
      }
    }
    allowed.check(chain[0]);
  }
}
