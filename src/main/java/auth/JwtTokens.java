package auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import etcd.EtcdError;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/// Signed tokens (RFC 7519) that say of themselves whom they name, at which revision of users and
/// roles, and until when: etcd's claims `username`, `revision` and `exp`. No member has to remember
/// them. Thread-safe.
public final class JwtTokens implements Tokens {

  private static final String USERNAME = "username";
  private static final String REVISION = "revision";

  /// Tokens found good whose signature need not be checked again.
  private static final int REMEMBERED = 10_000;

  /// What a good token says.
  private record Claims(Asker.Named named, Instant expires, JwtKeys.Pair checkedBy) {}

  private final JWSAlgorithm method;
  private final Duration ttl;
  private final JwtKeys keys;
  private final InstantSource clock;
  private final Cache<String, Claims> good =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  private JwtTokens(JwtSettings settings, JwtKeys keys, InstantSource clock) {
    this.method = JWSAlgorithm.parse(settings.method());
    this.ttl = settings.ttl();
    this.keys = keys;
    this.clock = clock;
  }

  /// Tokens by the keys in the files that the settings name.
  ///
  /// @throws IllegalArgumentException with one line for a person, if the files hold no such keys
  public static JwtTokens open(JwtSettings settings, InstantSource clock) {
    return new JwtTokens(settings, JwtKeys.open(settings, clock), clock);
  }

  /// A token for a user.
  ///
  /// Fails with AUTH_VERIFY_ONLY on a member that has no key to sign with.
  ///
  /// @param revision the revision of users and roles at which the user has shown a password
  public String sign(String user, long revision) {
    var signer = keys.now().signer();
    if (signer == null) {
      throw EtcdError.AUTH_VERIFY_ONLY.exception();
    }
    var claims =
        new JWTClaimsSet.Builder()
            .claim(USERNAME, user)
            .claim(REVISION, revision)
            .expirationTime(Date.from(clock.instant().plus(ttl)))
            .build();
    var token = new SignedJWT(new JWSHeader(method), claims);
    try {
      token.sign(signer);
    } catch (JOSEException broken) {
      throw new IllegalStateException("a key that signed before does not sign", broken);
    }
    return token.serialize();
  }

  @Override
  public Asker.@Nullable Named named(String token, AuthState state) {
    var pair = keys.now();
    var known = good.getIfPresent(token);
    if (known == null || known.checkedBy != pair) {
      known = check(token, pair);
      if (known == null) {
        return null;
      }
      good.put(token, known);
    }
    return clock.instant().isBefore(known.expires) ? known.named : null;
  }

  private @Nullable Claims check(String token, JwtKeys.Pair pair) {
    try {
      var signed = SignedJWT.parse(token);
      if (!signed.getHeader().getAlgorithm().equals(method) || !signed.verify(pair.verifier())) {
        return null;
      }
      var claims = signed.getJWTClaimsSet();
      String user = claims.getStringClaim(USERNAME);
      Long revision = claims.getLongClaim(REVISION);
      Date expires = claims.getExpirationTime();
      return user == null || revision == null || expires == null
          ? null
          : new Claims(new Asker.Named(user, revision), expires.toInstant(), pair);
    } catch (ParseException | JOSEException noToken) {
      return null;
    }
  }
}
