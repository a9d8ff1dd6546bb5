package service;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Who calls a service, and on which thread its connection lives.
///
/// @param thread runs short work on the thread of the caller's connection
/// @param identity who it says it is
/// @param ending when the answer to it has left memory
public record Caller(Executor thread, Identity identity, Ending ending) {

  /// Nothing lies between the caller and the service.
  public Caller(Executor thread, Identity identity) {
    this(thread, identity, Ending.AT_ONCE);
  }

  /// When the answer to a caller is no longer in this process' memory: sent, or given up.
  @FunctionalInterface
  public interface Ending {
    /// Whoever gets the answer has it.
    Ending AT_ONCE = Runnable::run;

    /// Runs `release` then, once, on any thread; at once if it has ended already. Thread-safe.
    void then(Runnable release);
  }

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
