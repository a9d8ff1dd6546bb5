package mvcc;

import java.util.ArrayList;
import java.util.List;

/// Makes an index of keys that are known all at once, and in order.
final class IndexBuild {

  /// Slots to fill of a node: some are left, or the first keys to come would split every node.
  private static final int FILL = IndexNode.CAPACITY - IndexNode.CAPACITY / 8;

  private final Object owner = new Object();

  private IndexBuild() {}

  /// The index of keys in ascending order, none twice.
  static IndexNode of(List<IndexLoader.Loaded> keys) {
    IndexBuild build = new IndexBuild();
    List<IndexNode> nodes = build.leaves(keys);
    while (nodes.size() > 1) {
      nodes = build.branches(nodes);
    }
    return nodes.isEmpty() ? IndexNode.empty() : nodes.getFirst();
  }

  private List<IndexNode> leaves(List<IndexLoader.Loaded> keys) {
    List<IndexNode> leaves = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += FILL) {
      IndexLeaf leaf = new IndexLeaf(owner);
      for (var key : keys.subList(from, Math.min(keys.size(), from + FILL))) {
        leaf.append(key.key, key.history);
      }
      leaves.add(leaf);
    }
    return leaves;
  }

  private List<IndexNode> branches(List<IndexNode> nodes) {
    List<IndexNode> branches = new ArrayList<>();
    for (int from = 0; from < nodes.size(); from += FILL) {
      IndexBranch branch = new IndexBranch(owner);
      nodes.subList(from, Math.min(nodes.size(), from + FILL)).forEach(branch::append);
      branches.add(branch);
    }
    return branches;
  }
}
