package tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// What is in a PEM file, in its order; text around the blocks is skipped.
record Pem(List<X509Certificate> certificates, List<PrivateKey> keys, List<X509CRL> crls) {

  /// Reads PEM.
  ///
  /// @param name of the file, for complaints
  /// @throws InvalidTls if a block is malformed, or a key encrypted or of an unknown kind
  static Pem parse(String name, byte[] bytes) {
    var pem = new Pem(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try (var parser = new PEMParser(new StringReader(new String(bytes, US_ASCII)))) {
      var factory = CertificateFactory.getInstance("X.509");
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        pem.take(next, factory);
      }
    } catch (IOException | GeneralSecurityException malformed) {
      throw new InvalidTls("%s: %s".formatted(name, malformed.getMessage()));
    }
    return pem;
  }

  private void take(Object block, CertificateFactory factory)
      throws IOException, GeneralSecurityException {
    switch (block) {
      case X509CertificateHolder certificate -> certificates.add(certificate(certificate, factory));
      case X509CRLHolder crl ->
          crls.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(crl.getEncoded())));
      case PrivateKeyInfo pkcs8 -> keys.add(key(pkcs8));
      case PEMKeyPair pair -> keys.add(key(pair.getPrivateKeyInfo()));
      case PKCS8EncryptedPrivateKeyInfo _, PEMEncryptedKeyPair _ ->
          throw new IOException("the private key is encrypted: nobody is there to ask");
      default -> {}
    }
  }

  private static X509Certificate certificate(
      X509CertificateHolder holder, CertificateFactory factory)
      throws IOException, GeneralSecurityException {
    return (X509Certificate)
        factory.generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
  }

  private static PrivateKey key(PrivateKeyInfo key) throws IOException, GeneralSecurityException {
    var kind = kind(key.getPrivateKeyAlgorithm().getAlgorithm());
    return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
  }

  private static String kind(ASN1ObjectIdentifier algorithm) throws IOException {
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    } else if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return "EC";
    } else if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return "Ed25519";
    }
    throw new IOException("a private key is RSA, EC or Ed25519, not " + algorithm);
  }
}
