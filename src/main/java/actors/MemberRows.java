package actors;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/// The keys of the table of members.
final class MemberRows {

  private MemberRows() {}

  /// A member's key: its id, big-endian, so that rows are in the order of ids.
  static ByteString key(long memberId) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(memberId).flip());
  }
}
