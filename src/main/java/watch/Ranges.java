package watch;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Values by the keys they look at. Finds those of one key in time that does not grow with the
/// values that look elsewhere, but for a logarithm; always in the same order.
///
/// @param <T> the value
final class Ranges<T> {

  private final Map<ByteString, Set<T>> ones = new HashMap<>();
  private final Spans<T> spans = new Spans<>();

  void add(Keys keys, T value) {
    switch (keys) {
      case Keys.One(var key) -> ones.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(value);
      case Keys.Span span -> spans.add(span, value);
    }
  }

  /// Removes a value that was added with the same keys.
  void remove(Keys keys, T value) {
    switch (keys) {
      case Keys.One(var key) -> {
        var values = ones.get(key);
        if (values != null && values.remove(value) && values.isEmpty()) {
          ones.remove(key);
        }
      }
      case Keys.Span span -> spans.remove(span, value);
    }
  }

  boolean isEmpty() {
    return ones.isEmpty() && spans.isEmpty();
  }

  /// Visits all values that look at a key. The visitor must not add or remove any.
  void forEachAt(ByteString key, Consumer<? super T> visitor) {
    var values = ones.get(key);
    if (values != null) {
      values.forEach(visitor);
    }
    spans.forEachAt(key, visitor);
  }
}
