package process;

import com.google.protobuf.ByteString;

/// Text as the bytes of keys and values.
final class Bytes {

  private Bytes() {}

  static ByteString of(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
