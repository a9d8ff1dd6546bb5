package watch;

/// What the hub holds of a stream: since when it has not looked, and how to wake it. The mark
/// itself is guarded by the hub.
final class Mark {

  /// No revision.
  static final long NONE = Long.MAX_VALUE;

  private final Runnable wake;

  /// The first revision that concerns the stream, since it last looked; [#NONE] if there is none.
  private long first = NONE;

  private volatile Standing standing = new Standing(0, 0, NONE);

  /// How a stream stands, for others to see.
  ///
  /// @param watchers how many it has
  /// @param late how many of them do not keep up
  /// @param from the first revision that it has not served; [#NONE] when it keeps up
  record Standing(int watchers, int late, long from) {}

  Mark(Runnable wake) {
    this.wake = wake;
  }

  /// Sets the mark; returns whether there was none.
  boolean set(long revision) {
    boolean isFirst = first == NONE;
    first = isFirst ? revision : first;
    return isFirst;
  }

  /// Takes the mark away.
  long take() {
    long taken = first;
    first = NONE;
    return taken;
  }

  void wake() {
    wake.run();
  }

  Standing standing() {
    return standing;
  }

  void standing(Standing now) {
    standing = now;
  }
}
