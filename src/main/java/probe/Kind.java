package probe;

/// The kinds of calls, by what they try.
public enum Kind {
  /// A value no other put has.
  PUT("put"),
  /// One key.
  DELETE("delete"),
  /// A put if the key is as last seen, else a read of it.
  COMPARE_AND_SWAP("compare-and-swap"),
  /// One value under two keys at once.
  PAIR("txn of two puts"),
  /// A linearizable read of one key.
  READ("linearizable read"),
  /// A serializable read of one key.
  STALE_READ("serializable read"),
  /// A linearizable read of all keys.
  RANGE("range"),
  /// A serializable read of all keys.
  STALE_RANGE("serializable range");

  private final String text;

  Kind(String text) {
    this.text = text;
  }

  /// Whether a call of this kind writes, or may write.
  public boolean writes() {
    return switch (this) {
      case PUT, DELETE, COMPARE_AND_SWAP, PAIR -> true;
      case READ, STALE_READ, RANGE, STALE_RANGE -> false;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
