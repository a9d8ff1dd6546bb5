package sampo;

/// Stands in until the node itself is merged; not committed.
final class SampoNode {
  private SampoNode() {}

  static AutoCloseable start(Settings settings) {
    throw new IllegalStateException("no node in this build: " + settings);
  }
}
