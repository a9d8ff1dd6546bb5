package mvcc;

import org.jspecify.annotations.Nullable;

/// Makes a new index from a published one, which stays as it is. What it copied once it then
/// changes in place.
final class IndexEdit {

  private final Object owner = new Object();
  private IndexNode root;

  IndexEdit(IndexNode root) {
    this.root = root;
  }

  /// The index as edited so far; it must not be kept beyond the next edit, unless it is the last.
  IndexNode root() {
    return root;
  }

  @Nullable KeyHistory get(byte[] key) {
    return root.get(key);
  }

  /// Sets the history of a key. The array is kept.
  void put(byte[] key, KeyHistory history) {
    if (root.isFull()) {
      root = IndexBranch.above(owner, root, key);
    }
    root = root.put(owner, key, history);
  }

  /// Sets the history of a key, or removes a key that is there when `history` is null.
  void set(byte[] key, @Nullable KeyHistory history) {
    if (history != null) {
      put(key, history);
      return;
    }
    root = root.remove(owner, key);
    while (root instanceof IndexBranch branch && branch.size == 1) {
      root = branch.child(0);
    }
  }
}
