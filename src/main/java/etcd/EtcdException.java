package etcd;

/// A call refused or failed for a reason etcd's clients know.
///
/// It is an answer, not a fault of the program: so it carries no stack trace, which would cost more
/// than the call it refuses.
public final class EtcdException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final EtcdError error;

  /// A failure whose message is the text of `error`.
  public EtcdException(EtcdError error) {
    super(error.text(), null, false, false);
    this.error = error;
  }

  /// The reason, with code and text for the client.
  public EtcdError error() {
    return error;
  }
}
