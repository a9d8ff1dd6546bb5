package auth;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a member signs and checks [JwtTokens]: the options of etcd's `--auth-token jwt,...`
/// (https://etcd.io/docs/latest/op-guide/configuration/#auth).
///
/// @param publicKey file of the key that checks tokens; null: found from the private one
/// @param privateKey file of the key that signs tokens, or of the secret; null: this member only
///   checks them
/// @param method `RS256` to `RS512`, `PS256` to `PS512`, `ES256` to `ES512`, `EdDSA`, or `HS256` to
///   `HS512`
/// @param ttl how long a token is good
public record JwtSettings(
    @Nullable Path publicKey, @Nullable Path privateKey, String method, Duration ttl) {

  private static final Pattern METHOD = Pattern.compile("(RS|PS|ES|HS)(256|384|512)|EdDSA");

  public JwtSettings {
    refuseUnless(METHOD.matcher(method).matches(), "no sign-method \"" + method + "\"");
    refuseUnless(ttl.isPositive(), "ttl must be positive");
    refuseUnless(
        privateKey != null || (publicKey != null && !method.startsWith("HS")),
        "%s needs a %s".formatted(method, method.startsWith("HS") ? "priv-key" : "pub-key"));
  }

  /// What the options say: `sign-method`, `pub-key` and `priv-key` (files), and `ttl` (a Go
  /// duration; five minutes if it is not given).
  ///
  /// @throws IllegalArgumentException with one line for a person
  public static JwtSettings of(Map<String, String> options) {
    var known = Set.of("pub-key", "priv-key", "sign-method", "ttl");
    for (String key : options.keySet()) {
      refuseUnless(known.contains(key), "no option \"" + key + "\"");
    }
    return new JwtSettings(
        file(options.getOrDefault("pub-key", "")),
        file(options.getOrDefault("priv-key", "")),
        options.getOrDefault("sign-method", ""),
        duration(options.getOrDefault("ttl", "5m")));
  }

  private static @Nullable Path file(String name) {
    return name.isEmpty() ? null : Path.of(name);
  }

  /// A duration as Go writes one, such as `1h30m`.
  private static Duration duration(String text) {
    var whole = Pattern.compile("((\\d+)(ms|s|m|h))+");
    refuseUnless(whole.matcher(text).matches(), "no duration \"" + text + "\", such as 10m");
    var sum = Duration.ZERO;
    var part = Pattern.compile("(\\d+)(ms|s|m|h)").matcher(text);
    while (part.find()) {
      long number = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
              });
    }
    return sum;
  }

  private static void refuseUnless(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("auth-token: " + what);
    }
  }
}
