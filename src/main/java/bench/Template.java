package bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.util.Arrays;
import java.util.function.Function;

/// An encoded request with places where keys go: the next request is a copy with other keys.
final class Template {

  private final byte[] encoded;
  private final int[] keyOffsets;
  private final KeySpace keys;

  /// @param request makes the request with the given bytes wherever a key goes
  Template(Function<ByteString, MessageLite> request, KeySpace keys) {
    this.encoded = encode(request, keys, '0');
    this.keyOffsets = differences(encoded, encode(request, keys, '1'), keys.keyBytes());
    this.keys = keys;
  }

  /// The next request; safe from many threads.
  byte[] next() {
    byte[] request = encoded.clone();
    for (int offset : keyOffsets) {
      keys.write(request, offset);
    }
    return request;
  }

  private static byte[] encode(
      Function<ByteString, MessageLite> request, KeySpace keys, char digit) {
    byte[] key = new byte[keys.keyBytes()];
    Arrays.fill(key, (byte) digit);
    return request.apply(ByteString.copyFrom(key)).toByteArray();
  }

  /// Two encodings that differ in their keys only show where the keys are.
  private static int[] differences(byte[] one, byte[] other, int keyBytes) {
    int[] offsets = new int[one.length];
    int found = 0;
    for (int i = 0; i < one.length; i++) {
      if (one[i] != other[i]) {
        offsets[found++] = i;
        i += keyBytes - 1;
      }
    }
    return Arrays.copyOf(offsets, found);
  }
}
