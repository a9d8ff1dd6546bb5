package mvcc;

/// A compaction has removed what a read on an older view still needed.
final class Overtaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Overtaken() {
    super("overtaken by a compaction", null, false, false);
  }
}
