package verify.rights;

/// Some keys that are next to each other, by number.
///
/// @param first of them
/// @param end the first after them
public record Span(int first, int end) {

  /// @throws IllegalArgumentException if there are none
  public Span {
    if (end <= first) {
      throw new IllegalArgumentException("no keys from " + first + " to " + end);
    }
  }
}
