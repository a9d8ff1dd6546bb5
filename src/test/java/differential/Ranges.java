package differential;

import com.google.protobuf.ByteString;

/// What a key and a range end stand for.
final class Ranges {

  private Ranges() {}

  static boolean contain(ByteString key, ByteString end, ByteString candidate) {
    if (end.isEmpty()) {
      return key.equals(candidate);
    }
    return compare(key, candidate) <= 0 && (end.equals(Keys.ZERO) || compare(candidate, end) < 0);
  }

  private static int compare(ByteString one, ByteString other) {
    return ByteString.unsignedLexicographicalComparator().compare(one, other);
  }
}
