package checkers;

/// A promise was broken.
public final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String checker;

  /// @param checker the name of the promise
  /// @param what who did what
  public Violation(String checker, String what) {
    super(checker + ": " + what);
    this.checker = checker;
  }

  public String checker() {
    return checker;
  }
}
