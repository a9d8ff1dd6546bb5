package mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

/// etcd's convention of `key` and `range_end`.
class KeyRangeTest {

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }

  @Test
  void withoutRangeEndIsOneKey() {
    assertThat(KeyRange.of(bytes('a'), ByteString.EMPTY)).isInstanceOf(KeyRange.OneKey.class);
  }

  @Test
  void rangeEndZeroIsEveryKeyFromKeyOn() {
    assertThat(KeyRange.of(bytes('a'), bytes(0)))
        .isInstanceOfSatisfying(KeyRange.Span.class, span -> assertThat(span.to()).isNull());
  }

  @Test
  void otherRangeEndsAreExclusive() {
    assertThat(KeyRange.of(bytes('a'), bytes(0, 0)))
        .isInstanceOfSatisfying(
            KeyRange.Span.class,
            span -> {
              assertThat(span.from()).containsExactly('a');
              assertThat(span.to()).containsExactly(0, 0);
            });
  }
}
