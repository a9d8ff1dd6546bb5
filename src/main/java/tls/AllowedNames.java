package tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// The names that a certificate may have.
///
/// @param commonNames one of which its subject must have; empty for any
/// @param hosts one of which it must be good for; empty for any
record AllowedNames(List<String> commonNames, List<String> hosts) {

  /// The kinds of subject alternative names that are hosts (RFC 5280, section 4.2.1.6).
  private static final Set<Integer> DNS_OR_IP = Set.of(2, 7);

  /// @throws CertificateException if its name is not among the allowed ones
  void check(X509Certificate certificate) throws CertificateException {
    if (!commonNames.isEmpty() && !commonNames.contains(CommonName.of(certificate))) {
      throw new CertificateException(
          "the common name \"%s\" is not allowed".formatted(CommonName.of(certificate)));
    }
    if (!hosts.isEmpty()) {
      var names = alternativeNames(certificate);
      if (hosts.stream().noneMatch(host -> names.stream().anyMatch(name -> covers(name, host)))) {
        throw new CertificateException("it is for %s, none of which is allowed".formatted(names));
      }
    }
  }

  private static List<String> alternativeNames(X509Certificate certificate)
      throws CertificateException {
    var names = certificate.getSubjectAlternativeNames();
    return names == null ? List.of() : names.stream().flatMap(AllowedNames::host).toList();
  }

  private static Stream<String> host(Collection<?> kindAndName) {
    var parts = List.copyOf(kindAndName);
    return parts.getFirst() instanceof Integer kind && DNS_OR_IP.contains(kind)
        ? Stream.of(String.valueOf(parts.getLast()).toLowerCase(Locale.ROOT))
        : Stream.of();
  }

  /// `*.b.c` covers `a.b.c`, and no more than the first label.
  private static boolean covers(String name, String host) {
    var wanted = host.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    return name.equals(wanted)
        || (name.startsWith("*.") && dot > 0 && name.substring(1).equals(wanted.substring(dot)));
  }
}
