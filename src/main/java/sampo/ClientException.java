package sampo;

import org.jspecify.annotations.Nullable;

/// Why [SampoClient] has no answer of the cluster to give. What the cluster itself refuses ends
/// with an [etcd.EtcdException] instead.
public abstract sealed class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ClientException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// No member let the client in within the timeout; the message says what became of each address.
  public static final class NoMemberReachable extends ClientException {
    private static final long serialVersionUID = 1L;

    NoMemberReachable(String message) {
      super(message, null);
    }
  }

  /// An address that cannot be that of a member.
  public static final class WrongAddress extends ClientException {
    private static final long serialVersionUID = 1L;

    WrongAddress(String message) {
      super(message, null);
    }
  }

  /// A read found members, but none that answered it within the timeout. It may be tried again.
  public static final class TimedOut extends ClientException {
    private static final long serialVersionUID = 1L;

    TimedOut(String message) {
      super(message, null);
    }
  }

  /// A write was sent, and nobody knows whether it was, or still will be, carried out. Read before
  /// writing again, or write by a transaction that may run twice.
  ///
  /// The cause is the [etcd.EtcdException] that a member answered with, if one answered.
  public static final class OutcomeUnknown extends ClientException {
    private static final long serialVersionUID = 1L;

    OutcomeUnknown(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// A member met a failure that etcd has no name for. The request was a read.
  public static final class MemberFailed extends ClientException {
    private static final long serialVersionUID = 1L;

    MemberFailed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// The request does not fit into a frame of this actor system's remoting; nothing was sent.
  public static final class RequestTooLarge extends ClientException {
    private static final long serialVersionUID = 1L;

    RequestTooLarge(String message) {
      super(message, null);
    }
  }

  /// As many requests as the client may have are under way; nothing was sent.
  public static final class TooManyInFlight extends ClientException {
    private static final long serialVersionUID = 1L;

    TooManyInFlight(String message) {
      super(message, null);
    }
  }

  /// The client was closed before the request was sent, or before a read was answered.
  public static final class Closed extends ClientException {
    private static final long serialVersionUID = 1L;

    Closed() {
      super("this client is closed", null);
    }
  }
}
