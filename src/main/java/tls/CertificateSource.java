package tls;

import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a member has the certificate from that it shows.
public sealed interface CertificateSource {

  /// There is none: no URL may be https.
  record None() implements CertificateSource {}

  /// Made by the member itself, which only hides what is said (`--auto-tls`).
  ///
  /// @param years how long it is valid
  record SelfSigned(int years) implements CertificateSource {

    /// @throws InvalidTls if it were not valid at all
    public SelfSigned {
      if (years < 1) {
        throw new InvalidTls("--self-signed-cert-validity must be at least one year");
      }
    }
  }

  /// PEM files, read again when they change.
  ///
  /// @param certificate the certificate, then those that lead to its CA
  /// @param key its private key: PKCS#8, PKCS#1 or SEC1, not encrypted
  /// @param dialCertificate the certificate for connections this member opens; null for the same
  /// @param dialKey the key of that
  /// @param trusted CAs, old and new beside one another if need be; null for those of the platform
  /// @param revoked lists of revoked certificates; null for none
  record Files(
      Path certificate,
      Path key,
      @Nullable Path dialCertificate,
      @Nullable Path dialKey,
      @Nullable Path trusted,
      @Nullable Path revoked)
      implements CertificateSource {

    /// @throws InvalidTls if a certificate comes without its key
    public Files {
      if ((dialCertificate == null) != (dialKey == null)) {
        throw new InvalidTls("the certificate and the key for dialing must both be given");
      }
    }

    /// All files that there are to read.
    Stream<Path> all() {
      return Stream.of(certificate, key, dialCertificate, dialKey, trusted, revoked)
          .filter(Objects::nonNull);
    }
  }
}
