package auth;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/// What the applier and the doors of a member share of auth: the users and roles as the applier
/// last left them, and the simple tokens that are good. Thread-safe; only the applier writes.
public final class Authority {

  private final SimpleTokens tokens;
  private volatile AuthState state = AuthState.FRESH;

  /// An authority over nobody.
  public Authority(SimpleTokens tokens) {
    this.tokens = tokens;
  }

  /// An authority over nobody, with etcd's lifetime of simple tokens.
  public static Authority fresh() {
    return new Authority(new SimpleTokens(Duration.ofMinutes(5), 100_000, Ticker.systemTicker()));
  }

  /// The users and roles of now. They show no later than what was written under them: whoever reads
  /// the store and finds the state the same before and after has read under that state.
  public AuthState state() {
    return state;
  }

  public SimpleTokens tokens() {
    return tokens;
  }

  /// Goes over to another state. Tokens of those who were removed, or got another password, and all
  /// when auth is off, are no longer good.
  public void enter(AuthState next) {
    AuthState before = state;
    state = next;
    if (!next.enabled()) {
      tokens.clear();
      return;
    }
    before
        .users()
        .forEach(
            (name, user) -> {
              var now = next.users().get(name);
              if (user != now && (now == null || !now.getPassword().equals(user.getPassword()))) {
                tokens.forget(name);
              }
            });
  }
}
