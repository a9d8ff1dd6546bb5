package auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// Keys in PEM files, in the forms that openssl and etcd's documentation make them.
final class PemKeys {

  private PemKeys() {}

  /// A private key, with the public one that belongs to it.
  ///
  /// @throws IllegalArgumentException if the file holds none
  static KeyPair readPrivate(Path file) throws IOException {
    PrivateKeyInfo key =
        switch (read(file)) {
          case PEMKeyPair pair -> pair.getPrivateKeyInfo();
          case PrivateKeyInfo info -> info;
          default -> throw new IllegalArgumentException(file + " holds no private key");
        };
    var converter = new JcaPEMKeyConverter();
    return new KeyPair(converter.getPublicKey(publicOf(key, file)), converter.getPrivateKey(key));
  }

  /// A public key, or that of a certificate.
  ///
  /// @throws IllegalArgumentException if the file holds none
  static PublicKey readPublic(Path file) throws IOException {
    SubjectPublicKeyInfo key =
        switch (read(file)) {
          case SubjectPublicKeyInfo info -> info;
          case X509CertificateHolder certificate -> certificate.getSubjectPublicKeyInfo();
          default -> throw new IllegalArgumentException(file + " holds no public key");
        };
    return new JcaPEMKeyConverter().getPublicKey(key);
  }

  private static Object read(Path file) throws IOException {
    try (var reader = new PEMParser(Files.newBufferedReader(file))) {
      Object content = reader.readObject();
      // openssl writes the parameters of a curve before its key
      while (content instanceof ASN1ObjectIdentifier) {
        content = reader.readObject();
      }
      if (content == null) {
        throw new IllegalArgumentException(file + " is no PEM file");
      }
      return content;
    }
  }

  private static SubjectPublicKeyInfo publicOf(PrivateKeyInfo key, Path file) throws IOException {
    AsymmetricKeyParameter found =
        switch (PrivateKeyFactory.createKey(key)) {
          case RSAPrivateCrtKeyParameters rsa ->
              new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
          case ECPrivateKeyParameters ec ->
              new ECPublicKeyParameters(
                  new FixedPointCombMultiplier().multiply(ec.getParameters().getG(), ec.getD()),
                  ec.getParameters());
          case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
          default -> throw new IllegalArgumentException(file + " holds a key of another kind");
        };
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(found);
  }
}
