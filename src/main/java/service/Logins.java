package service;

import auth.AuthState;
import auth.JwtTokens;
import auth.Passwords;
import auth.SimpleTokens;
import authpb.User;
import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.AuthDisableRequest;
import etcdserverpb.AuthDisableResponse;
import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthEnableResponse;
import etcdserverpb.AuthStatusRequest;
import etcdserverpb.AuthStatusResponse;
import etcdserverpb.AuthenticateRequest;
import etcdserverpb.AuthenticateResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import proposal.LinearizableRead;
import proposal.wire.Proposal;
import proposal.wire.SimpleToken;

/// The part of etcd's Auth service that turns auth on and off, and gives tokens for passwords.
public final class Logins {

  /// How often a password is checked anew because users or roles changed meanwhile.
  private static final int TRIES = 10;

  private final MemberContext member;
  private final Entrance entrance;
  private final Passwords passwords;
  private final Headers headers;

  Logins(MemberContext member, Entrance entrance, Passwords passwords) {
    this.member = member;
    this.entrance = entrance;
    this.passwords = passwords;
    this.headers = new Headers(member);
  }

  /// Asks clients from now on who they are.
  public CompletableFuture<AuthEnableResponse> enable(AuthEnableRequest request, Caller caller) {
    return entrance.propose(
        Proposal.newBuilder().setAuthEnable(request),
        caller,
        applied -> AuthEnableResponse.newBuilder().setHeader(headers.like(applied)).build());
  }

  /// Lets everyone do everything from now on; for root.
  public CompletableFuture<AuthDisableResponse> disable(AuthDisableRequest request, Caller caller) {
    return entrance.propose(
        Proposal.newBuilder().setAuthDisable(request),
        caller,
        applied -> AuthDisableResponse.newBuilder().setHeader(headers.like(applied)).build());
  }

  /// Whether auth is on; for everyone.
  public CompletableFuture<AuthStatusResponse> status(AuthStatusRequest request, Caller caller) {
    return entrance.read(
        new LinearizableRead<>(
            () -> {
              var state = member.permissions().state();
              return AuthStatusResponse.newBuilder()
                  .setHeader(headers.now())
                  .setEnabled(state.enabled())
                  .setAuthRevision(state.revision())
                  .build();
            },
            caller.thread()));
  }

  /// Gives a token for a password.
  ///
  /// Ends with AUTH_NOT_ENABLED, AUTH_FAILED, NO_PASSWORD_USER, AUTH_VERIFY_ONLY or
  /// TOO_MANY_REQUESTS, or as proposals do.
  public CompletableFuture<AuthenticateResponse> authenticate(
      AuthenticateRequest request, Caller caller) {
    return authenticate(request, TRIES);
  }

  private CompletableFuture<AuthenticateResponse> authenticate(
      AuthenticateRequest request, int tries) {
    return entrance
        .read(new LinearizableRead<>(() -> member.permissions().state(), Runnable::run))
        .thenCompose(state -> authenticate(request, state))
        .exceptionallyCompose(
            failure ->
                tries > 1 && isOld(failure)
                    ? authenticate(request, tries - 1)
                    : CompletableFuture.failedFuture(Kv.cause(failure)));
  }

  private static boolean isOld(Throwable failure) {
    return Kv.cause(failure) instanceof EtcdException refused
        && refused.error() == EtcdError.AUTH_OLD_REVISION;
  }

  private CompletableFuture<AuthenticateResponse> authenticate(
      AuthenticateRequest request, AuthState state) {
    if (!state.enabled()) {
      throw EtcdError.AUTH_NOT_ENABLED.exception();
    }
    User user = state.users().get(request.getName());
    if (user != null && user.getOptions().getNoPassword()) {
      throw EtcdError.NO_PASSWORD_USER.exception();
    }
    return passwords
        .isRight(user, request.getPassword())
        .thenCompose(right -> token(right ? user : null, state));
  }

  private CompletableFuture<AuthenticateResponse> token(@Nullable User user, AuthState state) {
    if (user == null) {
      throw EtcdError.AUTH_FAILED.exception();
    }
    return switch (member.permissions().tokens()) {
      case JwtTokens jwt ->
          CompletableFuture.completedFuture(
              AuthenticateResponse.newBuilder()
                  .setHeader(headers.now())
                  .setToken(jwt.sign(user.getName(), state.revision()))
                  .build());
      case SimpleTokens _ -> simpleToken(user, state);
    };
  }

  /// The token names what this member has applied, which its proposal is among.
  private CompletableFuture<AuthenticateResponse> simpleToken(User user, AuthState state) {
    var letters = SimpleTokens.letters();
    var token =
        SimpleToken.newBuilder()
            .setUser(user.getName())
            .setDigest(SimpleTokens.digest(letters))
            .setCheckedRevision(state.revision());
    return entrance.propose(
        Proposal.newBuilder().setSimpleToken(token),
        applied ->
            AuthenticateResponse.newBuilder()
                .setHeader(headers.like(applied))
                .setToken(SimpleTokens.token(letters, member.views().get().appliedIndex()))
                .build());
  }
}
