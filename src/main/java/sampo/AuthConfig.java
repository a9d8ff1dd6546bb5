package sampo;

import auth.Authority;
import auth.JwtSettings;
import auth.JwtTokens;
import auth.Passwords;
import auth.SimpleTokens;
import auth.Tokens;
import com.github.benmanes.caffeine.cache.Ticker;
import com.typesafe.config.Config;
import java.time.InstantSource;
import sampo.settings.AuthSettings;
import service.Permissions;

/// What a member has of auth, by its flags and the bounds below `sampo.auth`.
final class AuthConfig {

  private final Config config;
  private final AuthSettings settings;
  private final Authority authority;
  private final Permissions permissions;

  /// @throws InvalidSettings if the settings name no tokens, or keys that cannot be used
  AuthConfig(AuthSettings settings, Config whole) {
    this.settings = settings;
    this.config = whole.getConfig("sampo.auth");
    var simple =
        new SimpleTokens(settings.tokenTtl(), config.getLong("max-tokens"), Ticker.systemTicker());
    this.authority = new Authority(simple);
    this.permissions = new Permissions(authority, tokens(simple));
  }

  private Tokens tokens(SimpleTokens simple) {
    try {
      return switch (settings.token()) {
        case AuthSettings.Token.Simple _ -> simple;
        case AuthSettings.Token.Jwt(var options) ->
            JwtTokens.open(JwtSettings.of(options), InstantSource.system());
      };
    } catch (IllegalArgumentException unusable) {
      throw new InvalidSettings(String.valueOf(unusable.getMessage()));
    }
  }

  /// The users and roles, as the applier leaves them.
  Authority authority() {
    return authority;
  }

  /// What clients may do.
  Permissions permissions() {
    return permissions;
  }

  /// Starts what hashes and checks passwords.
  ///
  /// @throws InvalidSettings if the settings are out of bounds
  Passwords passwords() {
    try {
      return new Passwords(
          new Passwords.Limits(
              settings.bcryptCost(),
              config.getInt("password-threads"),
              config.getInt("max-waiting-passwords"),
              config.getInt("remembered-passwords")));
    } catch (IllegalArgumentException outOfBounds) {
      throw new InvalidSettings("sampo.auth: " + outOfBounds.getMessage());
    }
  }
}
