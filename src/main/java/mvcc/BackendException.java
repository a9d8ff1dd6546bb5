package mvcc;

/// The bytes below the store cannot be opened, read or written. The message is one line that an
/// operator can act on. The store must not be used after one of these: reopen it.
public final class BackendException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A failure for the reason that `message` gives in one line.
  public BackendException(String message) {
    super(message);
  }

  /// A failure with its cause.
  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
