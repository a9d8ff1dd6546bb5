package watch;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Values by spans of keys: an interval tree (Cormen et al., Introduction to Algorithms, 14.3) in
/// the form of a treap, whose shape is alike in every run.
///
/// @param <T> the value
final class Spans<T> {

  /// No end is after every end.
  private static final Comparator<@Nullable ByteString> BY_END =
      Comparator.nullsLast(ByteString.unsignedLexicographicalComparator());

  private static final Comparator<Keys.Span> ORDER =
      Comparator.comparing(Keys.Span::from, ByteString.unsignedLexicographicalComparator())
          .thenComparing(Keys.Span::to, BY_END);

  private final SplittableRandom heights = new SplittableRandom(0);
  private @Nullable Node<T> root;

  /// One span, and all whose spans are below it in the tree.
  private static final class Node<T> {
    final Keys.Span span;
    final Set<T> values = new LinkedHashSet<>();

    /// Above that of both children.
    final int height;

    /// The farthest end in this subtree; null is no end.
    @Nullable ByteString reach;

    @Nullable Node<T> left;
    @Nullable Node<T> right;

    Node(Keys.Span span, int height) {
      this.span = span;
      this.height = height;
      this.reach = span.to();
    }

    Node<T> updated() {
      reach = farther(farther(span.to(), left), right);
      return this;
    }

    private static @Nullable ByteString farther(@Nullable ByteString end, @Nullable Node<?> child) {
      return child == null || BY_END.compare(end, child.reach) >= 0 ? end : child.reach;
    }
  }

  boolean isEmpty() {
    return root == null;
  }

  void add(Keys.Span span, T value) {
    root = add(root, span, value);
  }

  private Node<T> add(@Nullable Node<T> node, Keys.Span span, T value) {
    if (node == null) {
      var leaf = new Node<T>(span, heights.nextInt());
      leaf.values.add(value);
      return leaf;
    }
    int order = ORDER.compare(span, node.span);
    if (order == 0) {
      node.values.add(value);
      return node;
    }
    if (order < 0) {
      var left = add(node.left, span, value);
      node.left = left;
      return left.height > node.height ? rotateRight(node, left) : node.updated();
    }
    var right = add(node.right, span, value);
    node.right = right;
    return right.height > node.height ? rotateLeft(node, right) : node.updated();
  }

  private static <T> Node<T> rotateRight(Node<T> node, Node<T> left) {
    node.left = left.right;
    left.right = node.updated();
    return left.updated();
  }

  private static <T> Node<T> rotateLeft(Node<T> node, Node<T> right) {
    node.right = right.left;
    right.left = node.updated();
    return right.updated();
  }

  /// Removes a value, if it is there with just this span.
  void remove(Keys.Span span, T value) {
    root = remove(root, span, value);
  }

  private @Nullable Node<T> remove(@Nullable Node<T> node, Keys.Span span, T value) {
    if (node == null) {
      return null;
    }
    int order = ORDER.compare(span, node.span);
    if (order < 0) {
      node.left = remove(node.left, span, value);
    } else if (order > 0) {
      node.right = remove(node.right, span, value);
    } else {
      node.values.remove(value);
      if (node.values.isEmpty()) {
        return joined(node.left, node.right);
      }
    }
    return node.updated();
  }

  private static <T> @Nullable Node<T> joined(@Nullable Node<T> left, @Nullable Node<T> right) {
    if (left == null) {
      return right;
    }
    if (right == null) {
      return left;
    }
    if (left.height > right.height) {
      left.right = joined(left.right, right);
      return left.updated();
    }
    right.left = joined(left, right.left);
    return right.updated();
  }

  /// Visits all values whose span contains a key.
  void forEachAt(ByteString key, Consumer<? super T> visitor) {
    forEachAt(root, key, visitor);
  }

  private void forEachAt(@Nullable Node<T> node, ByteString key, Consumer<? super T> visitor) {
    if (node == null || (node.reach != null && !Keys.isLess(key, node.reach))) {
      return;
    }
    forEachAt(node.left, key, visitor);
    if (!Keys.isLess(key, node.span.from())) {
      if (node.span.contains(key)) {
        node.values.forEach(visitor);
      }
      forEachAt(node.right, key, visitor);
    }
  }
}
