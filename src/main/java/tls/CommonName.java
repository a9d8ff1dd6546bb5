package tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// The common name in a certificate, by which etcd knows users.
final class CommonName {

  private CommonName() {}

  /// The last one where there are several, as Go has it; empty where there is none.
  ///
  /// @throws CertificateException if its subject cannot be read
  static String of(X509Certificate certificate) throws CertificateException {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(part -> String.valueOf(part.getValue()))
              .reduce("", (_, last) -> last);
    } catch (InvalidNameException malformed) {
      throw new CertificateException(malformed);
    }
  }
}
