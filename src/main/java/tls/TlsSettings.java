package tls;

import java.util.List;

/// What a member is told of TLS towards its clients, or towards its peers.
///
/// @param source where its certificate is from
/// @param clientCertAuth whether who connects must show a certificate that the CA has signed
/// @param allowedNames common names, one of which the other side must have; empty for any
/// @param allowedHosts host names, one of which the other side's certificate must be for; empty for
///   any
/// @param protocols versions and cipher suites
public record TlsSettings(
    CertificateSource source,
    boolean clientCertAuth,
    List<String> allowedNames,
    List<String> allowedHosts,
    TlsProtocols protocols) {

  /// No TLS.
  public static final TlsSettings OFF =
      new TlsSettings(
          new CertificateSource.None(), false, List.of(), List.of(), TlsProtocols.defaults());

  /// @throws InvalidTls if both names and hosts are allowed, as etcd has it
  public TlsSettings {
    allowedNames = List.copyOf(allowedNames);
    allowedHosts = List.copyOf(allowedHosts);
    if (!allowedNames.isEmpty() && !allowedHosts.isEmpty()) {
      throw new InvalidTls("allowed-cn and allowed-hostname are mutually exclusive");
    }
  }

  /// Whether there is a certificate to show.
  public boolean isOn() {
    return !(source instanceof CertificateSource.None);
  }

  /// Whether who connects is asked for a certificate: with a CA to check it by, always (etcd:
  /// "Transport security model").
  boolean asksForCertificate() {
    return switch (source) {
      case CertificateSource.Files files -> clientCertAuth || files.trusted() != null;
      case CertificateSource.SelfSigned _, CertificateSource.None _ -> false;
    };
  }
}
