package auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeyRangesTest {

  record Range(String key, String end) {}

  private static KeyRanges of(String... keysAndEnds) {
    var builder = new KeyRanges.Builder();
    for (int i = 0; i < keysAndEnds.length; i += 2) {
      builder.add(bytes(keysAndEnds[i]), bytes(keysAndEnds[i + 1]));
    }
    return builder.build();
  }

  private static boolean covers(KeyRanges ranges, String key, String end) {
    return ranges.cover(bytes(key), bytes(end));
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  @Test
  void aKeyIsNoPrefix() {
    var one = of("a", "");
    assertThat(covers(one, "a", "")).isTrue();
    assertThat(covers(one, "a\0", "")).isFalse();
    assertThat(covers(one, "a", "b")).isFalse();
    assertThat(covers(one, "a", "a\0")).isTrue();
  }

  @Test
  void rangesThatTouchAreOne() {
    assertThat(covers(of("m", "z", "a", "m"), "b", "y")).isTrue();
    assertThat(covers(of("a", "m", "m\0", "z"), "b", "y")).isFalse();
    assertThat(covers(of("a", "m", "m\0", "z", "m", ""), "b", "y")).isTrue();
    assertThat(covers(of("a", "z", "b", "c"), "b", "y")).isTrue();
  }

  @Test
  void whatHasNoEndNeedsWhatHasNone() {
    assertThat(covers(of("a", "zzz"), "b", "\0")).isFalse();
    assertThat(covers(of("a", "c", "b", "\0"), "a", "\0")).isTrue();
    assertThat(covers(of("b", "\0"), "a", "\0")).isFalse();
    assertThat(covers(of("b", "\0"), "x", "y")).isTrue();
  }

  @Test
  void nothingIsInNothing() {
    assertThat(covers(of(), "a", "")).isFalse();
    assertThat(covers(of("a", "b"), "b", "")).isFalse();
  }

  /// A range is covered exactly when each of its keys is, in a space of few keys.
  @Property
  void aRangeIsCoveredWhenEachKeyIs(
      @ForAll("ranges") List<Range> granted, @ForAll("range") Range wanted) {
    var builder = new KeyRanges.Builder();
    var keys = new TreeSet<String>();
    for (var range : granted) {
      builder.add(bytes(range.key), bytes(range.end));
      keys.addAll(keysOf(range));
    }
    assertThat(builder.build().cover(bytes(wanted.key), bytes(wanted.end)))
        .isEqualTo(keys.containsAll(keysOf(wanted)));
  }

  /// Every key that a range can tell apart: each letter, just after it, and far beyond all.
  private static List<String> keysOf(Range range) {
    return "abcdef~"
        .chars()
        .mapToObj(Character::toString)
        .flatMap(letter -> List.of(letter, letter + "\0", letter + "\0x").stream())
        .filter(key -> isIn(range, key))
        .toList();
  }

  private static boolean isIn(Range range, String key) {
    return switch (range.end) {
      case "" -> key.equals(range.key);
      case "\0" -> key.compareTo(range.key) >= 0;
      default -> key.compareTo(range.key) >= 0 && key.compareTo(range.end) < 0;
    };
  }

  @Provide
  static Arbitrary<Range> range() {
    var keys = Arbitraries.of("a", "b", "c", "d", "e");
    var ends = Arbitraries.of("", "\0", "b", "c", "d", "e", "f");
    return Combinators.combine(keys, ends)
        .as(Range::new)
        .filter(
            range ->
                range.end.isEmpty()
                    || range.end.equals("\0")
                    || range.key.compareTo(range.end) < 0);
  }

  @Provide
  static Arbitrary<List<Range>> ranges() {
    return range().list().ofMaxSize(4);
  }
}
