package service;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Who calls a service, and on which thread its connection lives.
///
/// @param thread runs short work on the thread of the caller's connection
/// @param identity who it says it is
public record Caller(Executor thread, Identity identity) {

  /// Who a caller says it is. What of it is true, and what that allows, is for auth to find.
  public sealed interface Identity {}

  /// A client outside of this process.
  ///
  /// @param token what it sent as its token; null if it sent none
  /// @param certificateName the common name of the certificate it has proved to own; null without
  public record Client(@Nullable String token, @Nullable String certificateName)
      implements Identity {

    /// A client that says nothing of itself.
    public static final Client ANONYMOUS = new Client(null, null);
  }

  /// The member itself, or the application that embeds it: may do everything.
  public enum Inside implements Identity {
    INSIDE
  }

  /// The member itself, or the application that embeds it.
  public static Caller inside(Executor thread) {
    return new Caller(thread, Inside.INSIDE);
  }
}
