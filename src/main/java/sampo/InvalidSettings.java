package sampo;

/// A member cannot start as it was told to; the message is the one line its operator needs.
public final class InvalidSettings extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  public InvalidSettings(String message) {
    super(message);
  }
}
