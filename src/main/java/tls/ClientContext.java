package tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// TLS for a client that runs once: its files are read once.
public final class ClientContext {

  private ClientContext() {}

  /// @param trusted CAs of the servers; null for those the platform believes
  /// @param certificate what the client shows; null for nothing
  /// @param key of that
  /// @param believesAnybody whether servers are taken for who they say they are
  /// @throws InvalidTls if the files are unusable, or one of certificate and key is missing
  public static SSLContext of(
      @Nullable Path trusted,
      @Nullable Path certificate,
      @Nullable Path key,
      boolean believesAnybody) {
    if ((certificate == null) != (key == null)) {
      throw new InvalidTls("--cert and --key must both be given");
    }
    var paths = Stream.of(trusted, certificate, key).filter(Objects::nonNull).toList();
    var read = Contexts.Read.of(paths);
    try {
      TrustManager trust = new Unverified();
      if (!believesAnybody) {
        var names = new AllowedNames(List.of(), List.of());
        var cas = trusted == null ? null : read.pem(trusted).certificates();
        trust = Trust.in(cas, List.of(), names);
      }
      KeyManager[] keys =
          certificate == null || key == null
              ? new KeyManager[0]
              : read.credentials(certificate, key).keyManagers();
      var context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new InvalidTls(String.valueOf(unusable.getMessage()));
    }
  }
}
