package mvcc;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/// The keys a request means by its `key` and `range_end`: the one place for etcd's convention
/// (`api/etcdserverpb/rpc.proto`, RangeRequest).
sealed interface KeyRange permits KeyRange.OneKey, KeyRange.Span {

  /// A single key: no range end was given.
  record OneKey(byte[] key) implements KeyRange {}

  /// The keys from `from` on, below `to` if that is given, in unsigned byte order. Empty when `to`
  /// is not above `from`.
  record Span(byte[] from, byte @Nullable [] to) implements KeyRange {}

  /// Reads the two fields of a request; a range end of one zero byte stands for no end.
  static KeyRange of(ByteString key, ByteString rangeEnd) {
    byte[] from = key.toByteArray();
    if (rangeEnd.isEmpty()) {
      return new OneKey(from);
    }
    boolean endless = rangeEnd.size() == 1 && rangeEnd.byteAt(0) == 0;
    return new Span(from, endless ? null : rangeEnd.toByteArray());
  }
}
