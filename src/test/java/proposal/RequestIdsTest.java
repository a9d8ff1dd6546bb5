package proposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

final class RequestIdsTest {

  private static final long NOW = 1_790_000_000_000L;

  @Test
  void idsOfMembersDiffer() {
    var first = new RequestIds(0x1234_5678_9abc_0001L, NOW);
    var second = new RequestIds(0x1234_5678_9abc_0002L, NOW);
    var seen = new HashSet<Long>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.add(first.next())).isTrue();
      assertThat(seen.add(second.next())).isTrue();
    }
  }

  @Test
  void aRestartOneMillisecondLaterRepeatsNoneOf255Ids() {
    var before = new RequestIds(7, NOW);
    var seen = new HashSet<Long>();
    for (int i = 0; i < 255; i++) {
      seen.add(before.next());
    }
    var after = new RequestIds(7, NOW + 1);
    for (int i = 0; i < 255; i++) {
      assertThat(seen.add(after.next())).isTrue();
    }
  }

  @Test
  void idsCarryTheMemberInTheirUpperBits() {
    assertThat(new RequestIds(0xabcdL, NOW).next() >>> 48).isEqualTo(0xabcdL);
  }
}
