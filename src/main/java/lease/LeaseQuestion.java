package lease;

/// What is asked of the leader about a lease.
///
/// @param id the lease
public record LeaseQuestion(Kind kind, long id) {

  /// What is wanted.
  public enum Kind {
    /// Start its time anew.
    RENEW(1),
    /// Say how much time it has.
    TIME_TO_LIVE(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /// The number that stands for this kind on the wire.
    public int code() {
      return code;
    }

    /// The kind of a code.
    ///
    /// @throws IllegalArgumentException if no kind has this code
    public static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("unknown kind of question " + code);
    }
  }
}
