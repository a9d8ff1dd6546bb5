package sampo;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tls.CertificateSource;
import tls.InvalidTls;
import tls.TlsProtocols;
import tls.TlsSettings;

/// TLS towards clients and between members.
final class TlsFlags {

  @Option(
      names = "--cert-file",
      paramLabel = "PEM",
      description = "Certificate shown to clients, then those that lead to its CA.")
  private @Nullable Path cert;

  @Option(names = "--key-file", paramLabel = "PEM", description = "Its private key.")
  private @Nullable Path key;

  @Option(
      names = "--trusted-ca-file",
      paramLabel = "PEM",
      description = "CAs that clients' certificates must come from; clients then need one.")
  private @Nullable Path trusted;

  @Option(
      names = "--client-cert-auth",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Ask clients for a certificate (default: false).")
  private boolean certAuth;

  @Option(
      names = "--client-crl-file",
      paramLabel = "PEM",
      description = "Revoked certificates of clients.")
  private @Nullable Path revoked;

  @Option(
      names = "--client-cert-allowed-hostname",
      paramLabel = "HOST[,HOST]",
      split = ",",
      description = "Host names, one of which a client's certificate must be for.")
  private @Nullable List<String> allowedHosts;

  @Option(
      names = "--auto-tls",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Without --cert-file: make a certificate, which nobody can check.")
  private boolean auto;

  @Option(
      names = "--peer-cert-file",
      paramLabel = "PEM",
      description = "Certificate shown to other members, then those that lead to its CA.")
  private @Nullable Path peerCert;

  @Option(names = "--peer-key-file", paramLabel = "PEM", description = "Its private key.")
  private @Nullable Path peerKey;

  @Option(
      names = "--peer-client-cert-file",
      paramLabel = "PEM",
      description = "Another certificate for connections to members (default: the same).")
  private @Nullable Path peerDialCert;

  @Option(names = "--peer-client-key-file", paramLabel = "PEM", description = "Its private key.")
  private @Nullable Path peerDialKey;

  @Option(
      names = "--peer-trusted-ca-file",
      paramLabel = "PEM",
      description = "CAs that members' certificates must come from.")
  private @Nullable Path peerTrusted;

  @Option(
      names = "--peer-client-cert-auth",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Ask members that connect for a certificate (default: false).")
  private boolean peerCertAuth;

  @Option(
      names = "--peer-crl-file",
      paramLabel = "PEM",
      description = "Revoked certificates of members.")
  private @Nullable Path peerRevoked;

  @Option(
      names = "--peer-cert-allowed-cn",
      paramLabel = "NAME[,NAME]",
      split = ",",
      description = "Common names, one of which a member's certificate must have.")
  private @Nullable List<String> peerAllowedNames;

  @Option(
      names = "--peer-cert-allowed-hostname",
      paramLabel = "HOST[,HOST]",
      split = ",",
      description = "Host names, one of which a member's certificate must be for.")
  private @Nullable List<String> peerAllowedHosts;

  @Option(
      names = "--peer-auto-tls",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Without --peer-cert-file: make a certificate, which nobody can check.")
  private boolean peerAuto;

  @Option(
      names = "--self-signed-cert-validity",
      paramLabel = "YEARS",
      defaultValue = "1",
      description = "Years that certificates of the member's own making last (default: 1).")
  private int validity;

  @Option(
      names = "--cipher-suites",
      paramLabel = "NAME[,NAME]",
      split = ",",
      description = "Cipher suites of TLS 1.2 (default: what the JDK holds for safe).")
  private @Nullable List<String> cipherSuites;

  @Option(
      names = "--tls-min-version",
      paramLabel = "TLS1.2|TLS1.3",
      defaultValue = "TLS1.2",
      description = "Oldest version of TLS (default: TLS1.2).")
  private String minVersion = "";

  @Option(
      names = "--tls-max-version",
      paramLabel = "TLS1.2|TLS1.3",
      defaultValue = "",
      description = "Newest version of TLS (default: the newest there is).")
  private String maxVersion = "";

  /// @throws InvalidSettings if the flags contradict one another
  TlsSettings clients() {
    return checked(
        () ->
            new TlsSettings(
                source(files("", cert, key, null, null, trusted, revoked), auto),
                certAuth,
                List.of(),
                list(allowedHosts),
                protocols()));
  }

  /// @throws InvalidSettings if the flags contradict one another
  TlsSettings peers() {
    return checked(
        () ->
            new TlsSettings(
                source(
                    files(
                        "peer-",
                        peerCert,
                        peerKey,
                        peerDialCert,
                        peerDialKey,
                        peerTrusted,
                        peerRevoked),
                    peerAuto),
                peerCertAuth,
                list(peerAllowedNames),
                list(peerAllowedHosts),
                protocols()));
  }

  private TlsProtocols protocols() {
    return TlsProtocols.parse(minVersion, maxVersion, list(cipherSuites));
  }

  private static TlsSettings checked(Supplier<TlsSettings> settings) {
    try {
      return settings.get();
    } catch (InvalidTls wrong) {
      throw new InvalidSettings(String.valueOf(wrong.getMessage()));
    }
  }

  private static List<String> list(@Nullable List<String> given) {
    return given == null ? List.of() : given.stream().filter(name -> !name.isBlank()).toList();
  }

  private CertificateSource source(CertificateSource.@Nullable Files files, boolean auto) {
    if (files != null) {
      return files;
    }
    return auto ? new CertificateSource.SelfSigned(validity) : new CertificateSource.None();
  }

  private static CertificateSource.@Nullable Files files(
      String prefix,
      @Nullable Path cert,
      @Nullable Path key,
      @Nullable Path dialCert,
      @Nullable Path dialKey,
      @Nullable Path trusted,
      @Nullable Path revoked) {
    if (cert == null && key == null) {
      return null;
    }
    if (cert == null || key == null) {
      throw new InvalidSettings(
          "--%scert-file and --%skey-file must both be given".formatted(prefix, prefix));
    }
    return new CertificateSource.Files(cert, key, dialCert, dialKey, trusted, revoked);
  }
}
