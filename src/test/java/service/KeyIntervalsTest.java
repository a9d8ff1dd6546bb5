package service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Compared with a list that is searched from end to end.
final class KeyIntervalsTest {

  @Property
  void aKeyIsContainedIfAnyIntervalHoldsIt(
      @ForAll @Size(max = 12) List<@Size(2) List<@IntRange(max = 255) Integer>> intervals) {
    var set = new KeyIntervals();
    intervals.forEach(interval -> set.add(key(interval.getFirst()), key(interval.getLast())));
    for (int probe = 0; probe < 256; probe++) {
      int at = probe;
      boolean held =
          intervals.stream()
              .anyMatch(interval -> interval.getFirst() <= at && at < interval.getLast());
      assertThat(set.contain(key(at))).as("key %d", at).isEqualTo(held);
    }
  }

  private static ByteString key(int value) {
    return ByteString.copyFrom(new byte[] {(byte) value});
  }
}
