package auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Set;

/// Ed25519 (RFC 8037) by the JDK: the JOSE library has it only with one more library.
final class EdDsa {

  private static final String ALGORITHM = "Ed25519";
  private static final Set<JWSAlgorithm> METHODS = Set.of(JWSAlgorithm.EdDSA);

  private EdDsa() {}

  /// Signs.
  record Signer(EdECPrivateKey key) implements JWSSigner {

    @Override
    public Base64URL sign(JWSHeader header, byte[] content) throws JOSEException {
      try {
        var signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(content);
        return Base64URL.encode(signature.sign());
      } catch (GeneralSecurityException broken) {
        throw new JOSEException(broken.getMessage(), broken);
      }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
      return METHODS;
    }

    @Override
    public JCAContext getJCAContext() {
      return new JCAContext();
    }
  }

  /// Checks.
  record Verifier(EdECPublicKey key) implements JWSVerifier {

    @Override
    public boolean verify(JWSHeader header, byte[] content, Base64URL signed) throws JOSEException {
      try {
        var signature = Signature.getInstance(ALGORITHM);
        signature.initVerify(key);
        signature.update(content);
        return signature.verify(signed.decode());
      } catch (GeneralSecurityException malformed) {
        return false;
      }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
      return METHODS;
    }

    @Override
    public JCAContext getJCAContext() {
      return new JCAContext();
    }
  }
}
