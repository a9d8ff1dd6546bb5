package watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The values at a key are those whose keys contain it, as asking each of them would say.
final class RangesTest {

  private record Entry(Keys keys, int value) {
    boolean isAt(ByteString key) {
      return switch (keys) {
        case Keys.One(var one) -> one.equals(key);
        case Keys.Span span -> span.contains(key);
      };
    }
  }

  @Property(tries = 300)
  void findsJustThoseThatContainAKey(@ForAll long seed) {
    var random = new Random(seed);
    var ranges = new Ranges<Integer>();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      if (random.nextInt(3) == 0 && !entries.isEmpty()) {
        var gone = entries.remove(random.nextInt(entries.size()));
        ranges.remove(gone.keys(), gone.value());
      } else {
        var added = new Entry(Keys.of(name(random), name(random)), i);
        entries.add(added);
        ranges.add(added.keys(), added.value());
      }
      var key = name(random);
      List<Integer> found = new ArrayList<>();
      ranges.forEachAt(key, found::add);
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              entries.stream().filter(entry -> entry.isAt(key)).map(Entry::value).toList());
      assertThat(ranges.isEmpty()).isEqualTo(entries.isEmpty());
    }
  }

  private static ByteString name(Random random) {
    var name = new byte[random.nextInt(3)];
    for (int i = 0; i < name.length; i++) {
      name[i] = (byte) (random.nextInt(4) * 0x55);
    }
    return ByteString.copyFrom(name);
  }
}
