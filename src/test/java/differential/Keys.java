package differential;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Keys, ends of ranges and values: few enough to meet again, and all the odd ones.
final class Keys {

  static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  private static final int KEYS = 90;
  private static final int LARGE_VALUE_BYTES = 5_000;

  private static final List<ByteString> ODD =
      List.of(
          ZERO,
          bytes(0, 0),
          bytes(0, 1),
          bytes(0xff),
          bytes(0xff, 0xff),
          bytes(0xff, 0),
          bytes(0x7f),
          bytes(0x80),
          bytes('k', 0),
          bytes('k', 0xff),
          ByteString.copyFromUtf8("k"),
          ByteString.copyFromUtf8("k/€"));

  private static final List<ByteString> ALL =
      Stream.concat(
              IntStream.range(0, KEYS).mapToObj(i -> ByteString.copyFromUtf8("k" + i)),
              ODD.stream())
          .toList();

  private final Dice dice;

  Keys(Dice dice) {
    this.dice = dice;
  }

  /// Once in a long while the empty key, which is not one.
  ByteString key() {
    return dice.oneIn(300) ? ByteString.EMPTY : dice.pick(ALL);
  }

  /// Of a range from `key`: nothing, everything after it, its prefix, a little, or less than it.
  ByteString end(ByteString key) {
    return switch (dice.between(0, 9)) {
      case 0, 1, 2 -> ByteString.EMPTY;
      case 3 -> ZERO;
      case 4, 5 -> prefixEnd(key);
      case 6 -> key.concat(ZERO);
      case 7 -> key;
      default -> dice.pick(ALL);
    };
  }

  /// Of a narrow range, so that what is deleted does not include all the rest.
  ByteString nearEnd(ByteString key) {
    return dice.chance(70) ? ByteString.EMPTY : prefixEnd(key);
  }

  ByteString value() {
    return switch (dice.between(0, 19)) {
      case 0, 1 -> ByteString.EMPTY;
      case 2, 3, 4 -> dice.bytes(dice.between(1, 32));
      case 5 -> dice.bytes(dice.between(1, LARGE_VALUE_BYTES));
      default -> ByteString.copyFromUtf8("v" + dice.between(0, 9));
    };
  }

  /// The first key after all that begin with this one, as clients compute it.
  static ByteString prefixEnd(ByteString key) {
    for (int i = key.size() - 1; i >= 0; i--) {
      int last = key.byteAt(i) & 0xff;
      if (last < 0xff) {
        return key.substring(0, i).concat(bytes(last + 1));
      }
    }
    return ZERO;
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }
}
