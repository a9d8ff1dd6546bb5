package sampo.cli;

/// None of the endpoints could be reached.
public final class NoMemberAnswers extends RuntimeException {

  private static final long serialVersionUID = 1;

  NoMemberAnswers(String message) {
    super(message);
  }
}
