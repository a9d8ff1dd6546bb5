package tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/// A CA for tests. Its certificates are good for localhost, for servers and clients alike.
public final class TestCa {

  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final X500Name name;
  private final KeyPair pair;
  private final X509CertificateHolder certificate;

  public TestCa(String name) {
    this(name, "EC", 256);
  }

  /// @param algorithm of its own key
  public TestCa(String name, String algorithm, int bits) {
    this.name = new X500Name("CN=" + name);
    this.pair = pair(algorithm, bits);
    this.certificate = sign(this.name, pair, new BasicConstraints(true), Duration.ofDays(1));
  }

  /// A certificate and its key.
  public record Issued(X509CertificateHolder certificate, KeyPair pair) {

    public String certificatePem() {
      return pem(certificate);
    }

    /// The key as OpenSSL's older commands write it: PKCS#1 or SEC1, where there is such a form.
    public String keyPem() {
      return switch (pair.getPrivate()) {
        case RSAPrivateKey pkcs1 -> pem(pkcs1);
        case ECPrivateKey key -> sec1(key);
        default -> pkcs8(pair.getPrivate());
      };
    }

    private String sec1(ECPrivateKey key) {
      int bits = key.getParams().getOrder().bitLength();
      var curve =
          SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())
              .getAlgorithm()
              .getParameters();
      var structure = new org.bouncycastle.asn1.sec.ECPrivateKey(bits, key.getS(), curve);
      try {
        return pem(new PemObject("EC PRIVATE KEY", structure.getEncoded()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String pkcs8(PrivateKey key) {
      return pem(new PemObject("PRIVATE KEY", key.getEncoded()));
    }

    /// Writes `name.pem`, `name-key.pem` and the key once more as `name-key8.pem`, in PKCS#8.
    public Issued write(Path folder, String name) {
      TestCa.write(folder.resolve(name + "-key8.pem"), pkcs8(pair.getPrivate()));
      TestCa.write(folder.resolve(name + ".pem"), certificatePem());
      TestCa.write(folder.resolve(name + "-key.pem"), keyPem());
      return this;
    }
  }

  public String pem() {
    return pem(certificate);
  }

  public Issued issue(String commonName) {
    return issue(commonName, "EC", 256, Duration.ofHours(1));
  }

  public Issued issue(String commonName, String algorithm, int bits, Duration validity) {
    KeyPair its = pair(algorithm, bits);
    X500Name subject = new X500Name("O=test,CN=" + commonName);
    return new Issued(sign(subject, its, new BasicConstraints(false), validity), its);
  }

  /// A list of revoked certificates.
  public String revoke(Issued... revoked) {
    var now = Instant.now();
    var list = new X509v2CRLBuilder(name, Date.from(now));
    Arrays.stream(revoked)
        .map(issued -> issued.certificate().getSerialNumber())
        .forEach(serial -> list.addCRLEntry(serial, Date.from(now), CRLReason.keyCompromise));
    return pem(list.setNextUpdate(Date.from(now.plusSeconds(3600))).build(signer()));
  }

  /// What a client uses that trusts this CA alone.
  ///
  /// @param shown the certificate it shows
  public SSLContext client(Issued shown) {
    var password = new char[0];
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("ca", x509(certificate));
      store.setKeyEntry(
          "own",
          shown.pair().getPrivate(),
          password,
          new Certificate[] {x509(shown.certificate())});
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate x509(X509CertificateHolder holder) throws CertificateException {
    return new JcaX509CertificateConverter().getCertificate(holder);
  }

  private X509CertificateHolder sign(
      X500Name subject, KeyPair its, BasicConstraints constraints, Duration validity) {
    var now = Instant.now();
    var names =
        new GeneralName[] {
          new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
          new GeneralName(GeneralName.dNSName, "localhost")
        };
    try {
      return new X509v3CertificateBuilder(
              name,
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              Date.from(now.minusSeconds(60)),
              Date.from(now.plus(validity)),
              subject,
              SubjectPublicKeyInfo.getInstance(its.getPublic().getEncoded()))
          .addExtension(Extension.basicConstraints, true, constraints)
          .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
          .build(signer());
    } catch (CertIOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ContentSigner signer() {
    try {
      boolean isRsa = pair.getPrivate().getAlgorithm().equals("RSA");
      return new JcaContentSignerBuilder(isRsa ? "SHA256withRSA" : "SHA256withECDSA")
          .build(pair.getPrivate());
    } catch (OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair pair(String algorithm, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(Object object) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  public static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
