package tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate that a member makes for itself, kept in its data folder as etcd keeps it.
final class SelfSigned {

  /// One that ends sooner is replaced at the start.
  private static final Duration LEAST_LEFT = Duration.ofDays(1);

  private static final Duration CLOCK_SKEW = Duration.ofHours(1);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final X500Name NAME = new X500Name("O=sampo");

  private SelfSigned() {}

  /// The files of the certificate in a folder, made if there are none, or none that last.
  ///
  /// @throws InvalidTls if the folder cannot be used
  static CertificateSource.Files in(
      Path folder, List<String> hosts, int years, InstantSource clock) {
    var files =
        new CertificateSource.Files(
            folder.resolve("cert.pem"), folder.resolve("key.pem"), null, null, null, null);
    try {
      if (!lasts(files, clock.instant())) {
        Files.createDirectories(folder);
        make(files, hosts, years, clock.instant());
      }
      return files;
    } catch (IOException | GeneralSecurityException | OperatorCreationException failed) {
      throw new InvalidTls("cannot make a certificate in " + folder + ": " + failed.getMessage());
    }
  }

  private static boolean lasts(CertificateSource.Files files, Instant now) {
    if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
      return false;
    }
    return Contexts.Read.of(files.all().toList())
        .credentials(files.certificate(), files.key())
        .expiry()
        .isAfter(now.plus(LEAST_LEFT));
  }

  private static void make(
      CertificateSource.Files files, List<String> hosts, int years, Instant now)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    var pair = generator.generateKeyPair();
    var certificate = certificate(pair, hosts, years, now);
    write(files.key(), new JcaPKCS8Generator(pair.getPrivate(), null));
    write(files.certificate(), new JcaMiscPEMGenerator(certificate));
  }

  private static X509CertificateHolder certificate(
      KeyPair pair, List<String> hosts, int years, Instant now)
      throws IOException, OperatorCreationException {
    var names = hosts.stream().map(SelfSigned::generalName).toArray(GeneralName[]::new);
    var purposes =
        new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
    return new X509v3CertificateBuilder(
            NAME,
            new BigInteger(120, new SecureRandom()),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(YEAR.multipliedBy(years))),
            NAME,
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes))
        .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
  }

  private static GeneralName generalName(String host) {
    boolean isAddress = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  /// Whole or not at all, and for the owner's eyes only.
  private static void write(Path file, Object pem) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(pem);
    }
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh);
    if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(
          fresh, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }
    Files.writeString(fresh, text.toString());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
