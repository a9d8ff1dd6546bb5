package mvcc;

import org.jspecify.annotations.Nullable;

/// The index: every key with its history, as a B-tree in key order. A node is the root of an index
/// of its own.
///
/// It is persistent: an [IndexEdit] copies the nodes it changes and shares the rest, so that an
/// index once published never changes. Every node knows how many keys below it exist, so that a
/// range of the newest revision is counted without a walk; and the newest store revision below it,
/// so that a count at an older revision walks only what was written since.
///
/// Bounds of ranges are nullable: null is the end of the key space.
abstract sealed class IndexNode permits IndexLeaf, IndexBranch {

  /// Most slots of a node: small enough to be copied for one write, large enough for a shallow
  /// tree.
  static final int CAPACITY = 64;

  /// Below this many slots a node is joined with a neighbour if both fit into one.
  static final int SPARSE = CAPACITY / 4;

  /// The edit that may change this node in place.
  final Object owner;

  int size;

  /// Keys below that exist at the newest revision.
  int live;

  /// Revisions below, of keys that exist or not.
  long revisions;

  /// What the rows of these revisions take, in bytes.
  long weight;

  /// No store revision below is above this.
  long newest;

  IndexNode(Object owner) {
    this.owner = owner;
  }

  /// The index without keys.
  static IndexNode empty() {
    return new IndexLeaf(new Object());
  }

  /// Sees one key after another; a null state is never handed out.
  @FunctionalInterface
  interface Visitor {
    /// Returns whether to go on.
    boolean visit(byte[] key, KeyState state);
  }

  /// Sees the whole history of one key after another.
  @FunctionalInterface
  interface HistoryVisitor {
    /// Returns whether to go on.
    boolean visit(byte[] key, KeyHistory history);
  }

  /// The history of `key`; null when there is none.
  abstract @Nullable KeyHistory get(byte[] key);

  /// How many keys in the bounds existed at a store revision.
  abstract long count(byte @Nullable [] from, byte @Nullable [] to, long revision);

  /// Visits the keys in the bounds that existed at a store revision, in key order.
  ///
  /// @return false when the visitor ended the visit
  abstract boolean ascend(
      byte @Nullable [] from, byte @Nullable [] to, long revision, Visitor visitor);

  /// As [#ascend], from the last key to the first.
  abstract boolean descend(
      byte @Nullable [] from, byte @Nullable [] to, long revision, Visitor visitor);

  /// Visits, from a key on, at least all keys with more than one revision or without life.
  abstract boolean ascendOld(byte @Nullable [] from, HistoryVisitor visitor);

  /// Visits all keys with their histories, in key order.
  ///
  /// @return false when the visitor ended the visit
  abstract boolean ascendAll(HistoryVisitor visitor);

  /// This node with one history set; the node must not be full.
  abstract IndexNode put(Object editor, byte[] key, KeyHistory history);

  /// This node without a key that it has.
  abstract IndexNode remove(Object editor, byte[] key);

  /// This node or its copy, to be changed by the editor.
  abstract IndexNode editable(Object editor);

  /// Moves the slots from `at` on to a new node; this one must be editable.
  abstract IndexNode splitOff(int at);

  /// Takes over the slots of the next node, all of whose keys are from `separator` on.
  abstract void absorb(byte[] separator, IndexNode next);

  /// Whether a key belongs behind the last slot.
  abstract boolean isBehind(byte[] key);

  /// A key not above any in slot `i`, and above all in the slots before.
  abstract byte[] separator(int i);

  final boolean isFull() {
    return size == CAPACITY;
  }

  /// Whether nothing below has been written since a store revision, so that the sums speak of it.
  final boolean isSettledAt(long revision) {
    return newest <= revision;
  }

  /// Whether no key below existed at a store revision, as far as the sums tell.
  final boolean isEmptyAt(long revision) {
    return live == 0 && isSettledAt(revision);
  }

  /// Where to split a full node that `key` goes to. Keys that come in order leave full nodes
  /// behind.
  final int splitPoint(byte[] key) {
    return isBehind(key) ? size - size / 8 : size / 2;
  }
}
