package watch;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/// The keys a watcher looks at.
sealed interface Keys {

  /// A single key.
  record One(ByteString key) implements Keys {}

  /// The keys from `from` on, below `to` if that is given, in unsigned byte order.
  record Span(ByteString from, @Nullable ByteString to) implements Keys {

    boolean contains(ByteString key) {
      return !isLess(key, from) && (to == null || isLess(key, to));
    }
  }

  ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /// Reads the two fields of a request. Other than elsewhere in etcd no key is the key of one zero
  /// byte. As everywhere, a range end of one zero byte stands for no end.
  static Keys of(ByteString key, ByteString rangeEnd) {
    var from = key.isEmpty() ? ZERO : key;
    if (rangeEnd.isEmpty()) {
      return new One(from);
    }
    return new Span(from, rangeEnd.equals(ZERO) ? null : rangeEnd);
  }

  /// Whether no key can be among them.
  default boolean isEmpty() {
    return switch (this) {
      case One _ -> false;
      case Span(var from, var to) -> to != null && !isLess(from, to);
    };
  }

  static boolean isLess(ByteString left, ByteString right) {
    return ByteString.unsignedLexicographicalComparator().compare(left, right) < 0;
  }
}
