package tls;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Which versions of TLS are spoken, and with which ciphers.
///
/// @param versions from old to new
/// @param cipherSuites of TLS 1.2, by their registered names; empty for the platform's choice.
///   Those of 1.3 are always on, as in Go.
public record TlsProtocols(List<Version> versions, List<String> cipherSuites) {

  /// A version of the protocol, under etcd's name for it.
  public enum Version {
    V1_2("TLS1.2", "TLSv1.2"),
    V1_3("TLS1.3", "TLSv1.3");

    private final String flag;
    private final String platformName;

    Version(String flag, String platformName) {
      this.flag = flag;
      this.platformName = platformName;
    }

    static Version of(String flag) {
      return Arrays.stream(values())
          .filter(version -> version.flag.equals(flag))
          .findFirst()
          .orElseThrow(
              () -> new InvalidTls("the TLS version is TLS1.2 or TLS1.3, not \"" + flag + "\""));
    }
  }

  /// Go's short names for two suites.
  private static final Set<String> WITHOUT_HASH =
      Set.of("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305");

  private static final List<String> SUITES_OF_1_3 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /// TLS 1.2 and 1.3 with the platform's ciphers.
  public static TlsProtocols defaults() {
    return new TlsProtocols(List.of(Version.values()), List.of());
  }

  /// Reads what `--tls-min-version`, `--tls-max-version` and `--cipher-suites` say.
  ///
  /// @param max empty for the newest
  /// @throws InvalidTls if a name is unknown, or nothing is left to speak
  public static TlsProtocols parse(String min, String max, List<String> cipherSuites) {
    var oldest = min.isEmpty() ? Version.V1_2 : Version.of(min);
    var newest = max.isEmpty() ? Version.V1_3 : Version.of(max);
    if (oldest.compareTo(newest) > 0) {
      throw new InvalidTls("--tls-min-version %s is above %s".formatted(min, max));
    }
    if (oldest == Version.V1_3 && !cipherSuites.isEmpty()) {
      throw new InvalidTls("--cipher-suites has no say where only TLS1.3 is spoken");
    }
    var versions =
        Arrays.stream(Version.values())
            .filter(v -> v.compareTo(oldest) >= 0 && v.compareTo(newest) <= 0)
            .toList();
    return new TlsProtocols(versions, cipherSuites.stream().map(TlsProtocols::suite).toList());
  }

  private static String suite(String name) {
    var registered = WITHOUT_HASH.contains(name) ? name + "_SHA256" : name;
    if (!supported().contains(registered)) {
      throw new InvalidTls("unknown TLS cipher suite \"" + name + "\"");
    }
    return registered;
  }

  private static List<String> supported() {
    return List.of(defaultContext().getDefaultSSLParameters().getCipherSuites());
  }

  private static SSLContext defaultContext() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has TLS", e);
    }
  }

  /// Puts these rules into the parameters of a connection.
  void apply(SSLParameters parameters) {
    parameters.setProtocols(
        versions.stream().map(version -> version.platformName).toArray(String[]::new));
    var suites = suites();
    if (suites != null) {
      parameters.setCipherSuites(suites);
    }
    parameters.setUseCipherSuitesOrder(true);
  }

  private String @Nullable [] suites() {
    if (cipherSuites.isEmpty()) {
      return null;
    }
    return Stream.concat(SUITES_OF_1_3.stream(), cipherSuites.stream()).toArray(String[]::new);
  }
}
