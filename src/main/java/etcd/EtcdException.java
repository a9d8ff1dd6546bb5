package etcd;

/// A call refused or failed for a reason etcd's clients know.
///
/// It is an answer, not a fault of the program: so it carries no stack trace, which would cost more
/// than the call it refuses.
public final class EtcdException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final EtcdError error;
  private final Code code;

  /// A failure whose message is the text of `error`.
  public EtcdException(EtcdError error) {
    this(error, error.code());
  }

  private EtcdException(EtcdError error, Code code) {
    super(error.text(), null, false, false);
    this.error = error;
    this.code = code;
  }

  /// This failure as it arrives through etcd's Lock and Election services, which are clients of the
  /// others and hand on the text alone.
  public EtcdException asUnknown() {
    return new EtcdException(error, Code.UNKNOWN);
  }

  /// The gRPC status code that arrives at the client.
  public Code code() {
    return code;
  }

  /// The reason, with code and text for the client.
  public EtcdError error() {
    return error;
  }
}
