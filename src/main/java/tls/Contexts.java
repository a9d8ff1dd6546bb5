package tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// What connections are made with, as the files were at one moment.
///
/// @param accepting for connections that others open
/// @param dialing for connections that this member opens
/// @param expiry when the certificate that others see is good no more
record Contexts(SSLContext accepting, SSLContext dialing, Instant expiry) {

  /// The bytes of some files at one moment.
  record Read(Map<Path, byte[]> bytes) {

    /// @throws InvalidTls if a file cannot be read
    static Read of(List<Path> files) {
      Map<Path, byte[]> bytes = new LinkedHashMap<>();
      for (Path file : files) {
        try {
          bytes.put(file, Files.readAllBytes(file));
        } catch (NoSuchFileException missing) {
          throw new InvalidTls(file + " does not exist");
        } catch (IOException unreadable) {
          throw new InvalidTls("cannot read %s: %s".formatted(file, unreadable.getMessage()));
        }
      }
      return new Read(bytes);
    }

    boolean sameAs(Read other) {
      return bytes.keySet().equals(other.bytes.keySet())
          && bytes.keySet().stream()
              .allMatch(file -> Arrays.equals(bytes.get(file), other.bytes.get(file)));
    }

    Pem pem(Path file) {
      byte[] content = bytes.get(file);
      if (content == null) {
        throw new IllegalArgumentException(file + " was not read");
      }
      return Pem.parse(file.toString(), content);
    }

    Credentials credentials(Path certificate, Path key) {
      return Credentials.of(certificate.toString(), pem(certificate), key.toString(), pem(key));
    }
  }

  /// @param believesAnybody whether certificates of the other side are taken as they come
  /// @throws InvalidTls if no connection can be made with them
  static Contexts of(
      CertificateSource.Files files, Read read, AllowedNames names, boolean believesAnybody) {
    var shown = read.credentials(files.certificate(), files.key());
    var dialed = shown;
    if (files.dialCertificate() != null && files.dialKey() != null) {
      dialed = read.credentials(files.dialCertificate(), files.dialKey());
    }
    try {
      TrustManager trust =
          believesAnybody ? new Unverified() : trust(files.trusted(), files.revoked(), read, names);
      return new Contexts(context(shown, trust), context(dialed, trust), shown.expiry());
    } catch (GeneralSecurityException unusable) {
      throw new InvalidTls("%s: %s".formatted(files.certificate(), unusable.getMessage()));
    }
  }

  private static Trust trust(
      @Nullable Path trusted, @Nullable Path revoked, Read read, AllowedNames names)
      throws GeneralSecurityException {
    var cas = trusted == null ? null : read.pem(trusted).certificates();
    if (cas != null && cas.isEmpty()) {
      throw new InvalidTls(trusted + " holds no certificate");
    }
    var crls = revoked == null ? null : read.pem(revoked).crls();
    if (crls != null && crls.isEmpty()) {
      throw new InvalidTls(revoked + " holds no list of revoked certificates");
    }
    return Trust.in(cas, crls == null ? new ArrayList<>() : crls, names);
  }

  private static SSLContext context(Credentials credentials, TrustManager trust)
      throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(credentials.keyManagers(), new TrustManager[] {trust}, null);
    return context;
  }
}
