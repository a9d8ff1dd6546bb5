package auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The tokens that mean nothing but what a member remembers of them: etcd's simple tokens, 16
/// letters, a dot, and the index of the log up to which a member must have applied to know them.
///
/// Every member learns of a token when it applies its proposal, and forgets it when it was not used
/// here for a while, or restarts: clients then ask for another. What is kept is a digest, not the
/// token. Thread-safe.
public final class SimpleTokens implements Tokens {

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final int LENGTH = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Cache<ByteString, String> users;

  /// No tokens yet.
  ///
  /// @param ttl how long a token is good after its last use
  /// @param max tokens at the same time; beyond, those that were used least go
  public SimpleTokens(Duration ttl, long max, Ticker ticker) {
    users =
        Caffeine.newBuilder()
            .expireAfterAccess(ttl)
            .maximumSize(max)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /// The letters of a new token; nobody can guess them.
  public static String letters() {
    var letters = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      letters.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return letters.toString();
  }

  /// The token of these letters.
  ///
  /// @param index a member that has applied this entry of the log knows the token
  public static String token(String letters, long index) {
    return letters + "." + index;
  }

  /// What members remember of a token of these letters.
  public static ByteString digest(String letters) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return ByteString.copyFrom(sha.digest(letters.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /// The index that a token names; -1 for what is no token.
  public static long index(String token) {
    try {
      return token.length() > LENGTH + 1 && token.charAt(LENGTH) == '.'
          ? Long.parseLong(token, LENGTH + 1, token.length(), 10)
          : -1;
    } catch (NumberFormatException notOurs) {
      return -1;
    }
  }

  /// A token of this digest means this user.
  public void add(ByteString digest, String user) {
    users.put(digest, user);
  }

  /// The time of the token begins anew.
  @Override
  public Asker.@Nullable Named named(String token, AuthState state) {
    if (index(token) < 0) {
      return null;
    }
    String user = users.getIfPresent(digest(token.substring(0, LENGTH)));
    return user == null ? null : new Asker.Named(user, state.revision());
  }

  /// The tokens of this user are no longer good.
  public void forget(String user) {
    users.asMap().values().removeIf(user::equals);
  }

  /// No token is good any more.
  public void clear() {
    users.invalidateAll();
  }
}
