package auth;

import org.jspecify.annotations.Nullable;

/// What a client shows instead of its password once it has shown that. Thread-safe.
public sealed interface Tokens permits SimpleTokens, JwtTokens {

  /// Whom a token names; null if it is not, or no longer, good.
  ///
  /// @param state the users and roles of now
  Asker.@Nullable Named named(String token, AuthState state);
}
