package tls;

/// Certificates, keys or rules that no connection can be made with; says in one line which.
public final class InvalidTls extends RuntimeException {

  private static final long serialVersionUID = 1;

  public InvalidTls(String message) {
    super(message);
  }
}
