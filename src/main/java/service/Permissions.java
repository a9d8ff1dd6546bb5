package service;

import auth.Access;
import auth.Asker;
import auth.AuthState;
import auth.Authority;
import auth.SimpleTokens;
import auth.Tokens;
import etcd.EtcdError;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mvcc.View;
import org.jspecify.annotations.Nullable;

/// Finds out who a caller is and what that allows, by the users and roles that this member has
/// applied. While auth is off it costs the look that finds it so. Thread-safe.
///
/// What a rule needs is asked of [Access]; rules of whole requests are in [auth.Rules]. A service
/// that writes gives the caller to [Entrance#propose]; one that reads uses [#read], or
/// [Entrance#admit] before what takes longer.
public final class Permissions {

  private final Authority authority;
  private final Tokens tokens;

  /// The permissions of a member.
  ///
  /// @param tokens those it takes
  public Permissions(Authority authority, Tokens tokens) {
    this.authority = authority;
    this.tokens = tokens;
  }

  /// Those of a member that never asks who someone is.
  public static Permissions open() {
    var nobody = Authority.fresh();
    return new Permissions(nobody, nobody.tokens());
  }

  /// Whether auth is on, so that it matters who asks.
  public boolean areAsked() {
    return state().enabled();
  }

  /// The users and roles of now.
  AuthState state() {
    return authority.state();
  }

  Tokens tokens() {
    return tokens;
  }

  /// What a caller may do now.
  ///
  /// Fails with INVALID_AUTH_TOKEN, and with AUTH_OLD_REVISION for a token that says itself it was
  /// given before users or roles changed.
  public Access of(Caller caller) {
    AuthState state = authority.state();
    return new Access(state, asker(caller, state));
  }

  /// Reads what a rule allows to read. What is read is what the users and roles of one moment
  /// allow: fails with AUTH_OLD_REVISION if they have changed meanwhile, else as [Access] does.
  public <R> R read(Caller caller, Consumer<Access> rule, Supplier<R> read) {
    AuthState before = authority.state();
    if (before.enabled()) {
      rule.accept(new Access(before, asker(caller, before)));
    }
    R result = read.get();
    AuthState after = authority.state();
    if (after != before && after.enabled() && !isInside(caller)) {
      throw EtcdError.AUTH_OLD_REVISION.exception();
    }
    return result;
  }

  /// Whether a caller has a token that this member cannot know yet, since it lags behind the one
  /// that gave it.
  boolean isAhead(Caller caller, Supplier<View> views) {
    AuthState state = authority.state();
    return state.enabled()
        && caller.identity() instanceof Caller.Client(var token, var _)
        && token != null
        && tokens instanceof SimpleTokens
        && SimpleTokens.index(token) > views.get().appliedIndex()
        && tokens.named(token, state) == null;
  }

  static boolean isInside(Caller caller) {
    return caller.identity() == Caller.Inside.INSIDE;
  }

  private Asker asker(Caller caller, AuthState state) {
    return switch (caller.identity()) {
      case Caller.Inside _ -> Asker.Inside.INSIDE;
      case Caller.Client(var token, var name) ->
          state.enabled() ? client(token, name, state) : Asker.Stranger.STRANGER;
    };
  }

  private Asker client(@Nullable String token, @Nullable String name, AuthState state) {
    if (token == null) {
      return name == null || name.isEmpty()
          ? Asker.Stranger.STRANGER
          : new Asker.Named(name, state.revision());
    }
    var named = tokens.named(token, state);
    if (named == null) {
      throw EtcdError.INVALID_AUTH_TOKEN.exception();
    }
    if (named.revision() < state.revision()) {
      throw EtcdError.AUTH_OLD_REVISION.exception();
    }
    return named;
  }
}
