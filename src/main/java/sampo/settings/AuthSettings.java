package sampo.settings;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import sampo.InvalidSettings;

/// How users prove who they are.
///
/// @param token the kind of token (`--auth-token`)
/// @param bcryptCost rounds of hashing a password, as a power of two (`--bcrypt-cost`)
/// @param tokenTtl how long a simple token lives unused (`--auth-token-ttl`)
public record AuthSettings(Token token, int bcryptCost, Duration tokenTtl) {

  private static final int LEAST_COST = 4;
  private static final int MOST_COST = 31;

  /// A kind of token.
  public sealed interface Token {

    /// Random letters that the members remember.
    record Simple() implements Token {}

    /// Signed claims.
    ///
    /// @param options as written: `pub-key`, `priv-key`, `sign-method`, `ttl`
    record Jwt(Map<String, String> options) implements Token {}
  }

  /// @throws InvalidSettings if a value is out of bounds
  public AuthSettings {
    if (bcryptCost < LEAST_COST || bcryptCost > MOST_COST) {
      throw new InvalidSettings(
          "--bcrypt-cost must be from %d to %d, not %d"
              .formatted(LEAST_COST, MOST_COST, bcryptCost));
    }
    if (!tokenTtl.isPositive()) {
      throw new InvalidSettings("--auth-token-ttl must be >0");
    }
  }

  /// Reads what `--auth-token` says: `simple`, or `jwt,name=value,...`.
  ///
  /// @throws InvalidSettings if it is neither, or a JWT without method or key
  public static Token parseToken(String text) {
    String[] parts = text.split(",", -1);
    return switch (parts[0]) {
      case "", "simple" -> new Token.Simple();
      case "jwt" -> new Token.Jwt(options(parts));
      default ->
          throw new InvalidSettings("--auth-token is simple or jwt,..., not \"" + text + "\"");
    };
  }

  private static Map<String, String> options(String[] parts) {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 1) {
        throw new InvalidSettings("--auth-token: expected name=value, not \"" + parts[i] + "\"");
      }
      String name = parts[i].substring(0, equals);
      if (options.put(name, parts[i].substring(equals + 1)) != null) {
        throw new InvalidSettings("--auth-token: " + name + " is given twice");
      }
    }
    if (!options.containsKey("sign-method")) {
      throw new InvalidSettings("--auth-token: jwt needs sign-method");
    }
    return Collections.unmodifiableMap(options);
  }
}
