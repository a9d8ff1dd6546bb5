package mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A node that holds nodes, with the sums of all below.
final class IndexBranch extends IndexNode {

  /// No key below child `i` is below `separators[i]`, save that child 0 takes all lower keys too.
  private final byte[][] separators;

  private final @Nullable IndexNode[] children;

  IndexBranch(Object owner) {
    super(owner);
    this.separators = new byte[CAPACITY][];
    this.children = new IndexNode[CAPACITY];
  }

  private IndexBranch(Object owner, IndexBranch other) {
    super(owner);
    this.separators = other.separators.clone();
    this.children = other.children.clone();
    this.size = other.size;
    this.live = other.live;
    this.revisions = other.revisions;
    this.weight = other.weight;
    this.newest = other.newest;
  }

  /// A node above a full one, which is split for the sake of `key`.
  static IndexBranch above(Object owner, IndexNode full, byte[] key) {
    IndexBranch branch = new IndexBranch(owner);
    branch.append(full);
    branch.split(0, key);
    return branch;
  }

  IndexNode child(int slot) {
    IndexNode child = children[slot];
    if (child == null) {
      throw new IllegalStateException("no node in slot " + slot);
    }
    return child;
  }

  /// The slot of the child that `key` belongs to.
  private int slot(byte[] key) {
    int low = 1;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(separators[middle], key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private int first(byte @Nullable [] from) {
    return from == null ? 0 : slot(from);
  }

  private int last(byte @Nullable [] to) {
    return to == null ? size - 1 : slot(to);
  }

  @Override
  @Nullable KeyHistory get(byte[] key) {
    return child(slot(key)).get(key);
  }

  @Override
  long count(byte @Nullable [] from, byte @Nullable [] to, long revision) {
    if (from == null && to == null && isSettledAt(revision)) {
      return live;
    }
    int first = first(from);
    int last = last(to);
    long count = 0;
    for (int i = first; i <= last; i++) {
      count += child(i).count(i == first ? from : null, i == last ? to : null, revision);
    }
    return count;
  }

  @Override
  boolean ascend(byte @Nullable [] from, byte @Nullable [] to, long revision, Visitor visitor) {
    int first = first(from);
    int last = last(to);
    for (int i = first; i <= last; i++) {
      IndexNode child = child(i);
      if (!child.isEmptyAt(revision)
          && !child.ascend(i == first ? from : null, i == last ? to : null, revision, visitor)) {
        return false;
      }
    }
    return true;
  }

  @Override
  boolean descend(byte @Nullable [] from, byte @Nullable [] to, long revision, Visitor visitor) {
    int first = first(from);
    int last = last(to);
    for (int i = last; i >= first; i--) {
      IndexNode child = child(i);
      if (!child.isEmptyAt(revision)
          && !child.descend(i == first ? from : null, i == last ? to : null, revision, visitor)) {
        return false;
      }
    }
    return true;
  }

  @Override
  boolean ascendAll(HistoryVisitor visitor) {
    for (int i = 0; i < size; i++) {
      if (!child(i).ascendAll(visitor)) {
        return false;
      }
    }
    return true;
  }

  @Override
  boolean ascendOld(byte @Nullable [] from, HistoryVisitor visitor) {
    int first = first(from);
    for (int i = first; i < size; i++) {
      IndexNode child = child(i);
      if (child.revisions > child.live && !child.ascendOld(i == first ? from : null, visitor)) {
        return false;
      }
    }
    return true;
  }

  @Override
  IndexBranch put(Object editor, byte[] key, KeyHistory history) {
    IndexBranch branch = editable(editor);
    int slot = branch.slot(key);
    if (branch.child(slot).isFull()) {
      branch.split(slot, key);
      slot = branch.slot(key);
    }
    IndexNode child = branch.child(slot);
    branch.uncount(child);
    IndexNode changed = child.put(editor, key, history);
    branch.children[slot] = changed;
    branch.count(changed);
    return branch;
  }

  @Override
  IndexBranch remove(Object editor, byte[] key) {
    IndexBranch branch = editable(editor);
    int slot = branch.slot(key);
    IndexNode child = branch.child(slot);
    branch.uncount(child);
    IndexNode changed = child.remove(editor, key);
    branch.children[slot] = changed;
    branch.count(changed);
    if (changed.size == 0) {
      branch.delete(slot);
    } else if (changed.size < SPARSE) {
      branch.joinAround(slot);
    }
    return branch;
  }

  private void joinAround(int slot) {
    int left = slot + 1 < size ? slot : slot - 1;
    if (left >= 0 && child(left).size + child(left + 1).size <= CAPACITY) {
      IndexNode joined = child(left).editable(owner);
      joined.absorb(separators[left + 1], child(left + 1));
      children[left] = joined;
      delete(left + 1);
    }
  }

  private void split(int slot, byte[] key) {
    IndexNode left = child(slot).editable(owner);
    IndexNode right = left.splitOff(left.splitPoint(key));
    children[slot] = left;
    insert(slot + 1, right.separator(0), right);
    // The left half was counted with the slots it has now lost.
    live -= right.live;
    revisions -= right.revisions;
    weight -= right.weight;
  }

  /// Adds a node whose keys are above all others.
  void append(IndexNode child) {
    insert(size, child.separator(0), child);
  }

  private void insert(int slot, byte[] separator, IndexNode child) {
    System.arraycopy(separators, slot, separators, slot + 1, size - slot);
    System.arraycopy(children, slot, children, slot + 1, size - slot);
    separators[slot] = separator;
    children[slot] = child;
    size++;
    count(child);
  }

  /// Removes a slot whose content has been taken over or was empty.
  private void delete(int slot) {
    size--;
    System.arraycopy(separators, slot + 1, separators, slot, size - slot);
    System.arraycopy(children, slot + 1, children, slot, size - slot);
    children[size] = null;
  }

  private void count(IndexNode child) {
    live += child.live;
    revisions += child.revisions;
    weight += child.weight;
    newest = Math.max(newest, child.newest);
  }

  private void uncount(IndexNode child) {
    live -= child.live;
    revisions -= child.revisions;
    weight -= child.weight;
  }

  @Override
  IndexBranch editable(Object editor) {
    return owner == editor ? this : new IndexBranch(editor, this);
  }

  @Override
  IndexBranch splitOff(int at) {
    IndexBranch right = new IndexBranch(owner);
    right.append(this, at);
    for (int i = at; i < size; i++) {
      uncount(child(i));
      children[i] = null;
    }
    size = at;
    return right;
  }

  @Override
  void absorb(byte[] separator, IndexNode next) {
    int seam = size;
    append((IndexBranch) next, 0);
    separators[seam] = separator;
  }

  private void append(IndexBranch other, int from) {
    for (int i = from; i < other.size; i++) {
      insert(size, other.separators[i], other.child(i));
    }
  }

  @Override
  boolean isBehind(byte[] key) {
    return slot(key) == size - 1;
  }

  @Override
  byte[] separator(int i) {
    return separators[i];
  }
}
