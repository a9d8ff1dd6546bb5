package mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A node that holds keys and their histories.
final class IndexLeaf extends IndexNode {

  private final byte[][] keys;
  private final @Nullable KeyHistory[] histories;

  IndexLeaf(Object owner) {
    super(owner);
    this.keys = new byte[CAPACITY][];
    this.histories = new KeyHistory[CAPACITY];
  }

  private IndexLeaf(Object owner, IndexLeaf other) {
    super(owner);
    this.keys = other.keys.clone();
    this.histories = other.histories.clone();
    this.size = other.size;
    this.live = other.live;
    this.revisions = other.revisions;
    this.weight = other.weight;
    this.newest = other.newest;
  }

  private KeyHistory history(int slot) {
    KeyHistory history = histories[slot];
    if (history == null) {
      throw new IllegalStateException("no history in slot " + slot);
    }
    return history;
  }

  /// The first slot whose key is not below `key`.
  private int slot(byte[] key) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(keys[middle], key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean holds(int slot, byte[] key) {
    return slot < size && Arrays.equals(keys[slot], key);
  }

  private int first(byte @Nullable [] from) {
    return from == null ? 0 : slot(from);
  }

  private int end(byte @Nullable [] to) {
    return to == null ? size : slot(to);
  }

  @Override
  @Nullable KeyHistory get(byte[] key) {
    int slot = slot(key);
    return holds(slot, key) ? histories[slot] : null;
  }

  @Override
  long count(byte @Nullable [] from, byte @Nullable [] to, long revision) {
    if (from == null && to == null && isSettledAt(revision)) {
      return live;
    }
    long count = 0;
    int end = end(to);
    for (int i = first(from); i < end; i++) {
      if (history(i).at(revision) != null) {
        count++;
      }
    }
    return count;
  }

  @Override
  boolean ascend(byte @Nullable [] from, byte @Nullable [] to, long revision, Visitor visitor) {
    int end = end(to);
    for (int i = first(from); i < end; i++) {
      KeyState state = history(i).at(revision);
      if (state != null && !visitor.visit(keys[i], state)) {
        return false;
      }
    }
    return true;
  }

  @Override
  boolean descend(byte @Nullable [] from, byte @Nullable [] to, long revision, Visitor visitor) {
    int first = first(from);
    for (int i = end(to) - 1; i >= first; i--) {
      KeyState state = history(i).at(revision);
      if (state != null && !visitor.visit(keys[i], state)) {
        return false;
      }
    }
    return true;
  }

  @Override
  boolean ascendAll(HistoryVisitor visitor) {
    return ascendOld(null, visitor);
  }

  @Override
  boolean ascendOld(byte @Nullable [] from, HistoryVisitor visitor) {
    for (int i = first(from); i < size; i++) {
      if (!visitor.visit(keys[i], history(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  IndexLeaf put(Object editor, byte[] key, KeyHistory history) {
    IndexLeaf leaf = editable(editor);
    int slot = leaf.slot(key);
    if (leaf.holds(slot, key)) {
      leaf.uncount(leaf.history(slot));
    } else {
      leaf.open(slot);
      leaf.keys[slot] = key;
    }
    leaf.histories[slot] = history;
    leaf.count(history);
    return leaf;
  }

  @Override
  IndexLeaf remove(Object editor, byte[] key) {
    IndexLeaf leaf = editable(editor);
    int slot = leaf.slot(key);
    leaf.uncount(leaf.history(slot));
    leaf.size--;
    System.arraycopy(leaf.keys, slot + 1, leaf.keys, slot, leaf.size - slot);
    System.arraycopy(leaf.histories, slot + 1, leaf.histories, slot, leaf.size - slot);
    leaf.histories[leaf.size] = null;
    return leaf;
  }

  private void open(int slot) {
    System.arraycopy(keys, slot, keys, slot + 1, size - slot);
    System.arraycopy(histories, slot, histories, slot + 1, size - slot);
    size++;
  }

  private void count(KeyHistory history) {
    live += history.live() ? 1 : 0;
    revisions += history.size();
    weight += history.weight();
    newest = Math.max(newest, history.newestMain());
  }

  private void uncount(KeyHistory history) {
    live -= history.live() ? 1 : 0;
    revisions -= history.size();
    weight -= history.weight();
  }

  @Override
  IndexLeaf editable(Object editor) {
    return owner == editor ? this : new IndexLeaf(editor, this);
  }

  @Override
  IndexLeaf splitOff(int at) {
    IndexLeaf right = new IndexLeaf(owner);
    right.append(this, at);
    for (int i = at; i < size; i++) {
      uncount(history(i));
      histories[i] = null;
    }
    size = at;
    return right;
  }

  @Override
  void absorb(byte[] separator, IndexNode next) {
    append((IndexLeaf) next, 0);
  }

  private void append(IndexLeaf other, int from) {
    for (int i = from; i < other.size; i++) {
      append(other.keys[i], other.history(i));
    }
  }

  /// Adds a key above all others.
  void append(byte[] key, KeyHistory history) {
    keys[size] = key;
    histories[size] = history;
    size++;
    count(history);
  }

  @Override
  boolean isBehind(byte[] key) {
    return size > 0 && Arrays.compareUnsigned(key, keys[size - 1]) > 0;
  }

  @Override
  byte[] separator(int i) {
    return keys[i];
  }
}
