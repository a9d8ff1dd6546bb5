package auth;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which tokens a member gives and takes: etcd's `--auth-token`
/// (https://etcd.io/docs/latest/op-guide/configuration/#auth).
public sealed interface TokenSettings {

  /// [SimpleTokens].
  record Simple() implements TokenSettings {}

  /// [JwtTokens].
  ///
  /// @param publicKey file of the key that checks tokens; null: found from the private one
  /// @param privateKey file of the key that signs tokens, or of the secret; null: this member only
  ///   checks them
  /// @param method `RS256` to `RS512`, `PS256` to `PS512`, `ES256` to `ES512`, `EdDSA`, or `HS256`
  ///   to `HS512`
  /// @param ttl how long a token is good
  record Jwt(@Nullable Path publicKey, @Nullable Path privateKey, String method, Duration ttl)
      implements TokenSettings {

    private static final Pattern METHOD = Pattern.compile("(RS|PS|ES|HS)(256|384|512)|EdDSA");

    public Jwt {
      refuseUnless(METHOD.matcher(method).matches(), "no sign-method \"" + method + "\"");
      refuseUnless(ttl.isPositive(), "ttl must be positive");
      refuseUnless(
          privateKey != null || (publicKey != null && !method.startsWith("HS")),
          "%s needs a %s".formatted(method, method.startsWith("HS") ? "priv-key" : "pub-key"));
    }
  }

  /// What etcd's flag says: `simple`, or `jwt,sign-method=...` with `pub-key`, `priv-key` (files)
  /// and `ttl` (a Go duration; five minutes if it is not given).
  ///
  /// @throws IllegalArgumentException with one line for a person
  static TokenSettings parse(String flag) {
    String[] parts = flag.split(",", -1);
    Map<String, String> options = options(parts);
    return switch (parts[0]) {
      case "simple" -> {
        refuseUnless(options.isEmpty(), "simple tokens take no options");
        yield new Simple();
      }
      case "jwt" -> jwt(options);
      default -> throw refused("no kind of token \"" + parts[0] + "\": simple or jwt");
    };
  }

  private static Map<String, String> options(String[] parts) {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      refuseUnless(equals > 0, "not a key=value: \"" + parts[i] + "\"");
      String key = parts[i].substring(0, equals);
      String before = options.put(key, parts[i].substring(equals + 1));
      refuseUnless(before == null, key + " is given twice");
    }
    return options;
  }

  private static Jwt jwt(Map<String, String> options) {
    var known = Set.of("pub-key", "priv-key", "sign-method", "ttl");
    for (String key : options.keySet()) {
      refuseUnless(known.contains(key), "no option \"" + key + "\": " + known);
    }
    return new Jwt(
        file(options.get("pub-key")),
        file(options.get("priv-key")),
        options.getOrDefault("sign-method", ""),
        duration(options.getOrDefault("ttl", "5m")));
  }

  private static @Nullable Path file(@Nullable String name) {
    return name == null || name.isEmpty() ? null : Path.of(name);
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
      throw refused(what);
    }
  }

  private static IllegalArgumentException refused(String what) {
    return new IllegalArgumentException("auth-token: " + what);
  }
}
