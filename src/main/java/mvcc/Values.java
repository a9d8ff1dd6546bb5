package mvcc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/// Reads pairs by the revision that wrote them, and remembers those read often. A revision never
/// changes, so nothing remembered can be out of date.
final class Values {

  /// What a remembered pair takes beside the bytes of its row.
  private static final int OVERHEAD_BYTES = 256;

  private final Backend backend;
  private final Cache<Revision, KeyValue> remembered;

  private record Revision(long main, int sub) {}

  Values(Backend backend, long cacheBytes) {
    this.backend = backend;
    this.remembered =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((Revision _, KeyValue pair) -> pair.getSerializedSize() + OVERHEAD_BYTES)
            .executor(Runnable::run)
            .build();
  }

  /// The pair of a revision; null when its row has been scrubbed.
  @Nullable KeyValue get(KeyState state) {
    Revision revision = new Revision(state.main(), state.sub());
    KeyValue pair = remembered.getIfPresent(revision);
    if (pair == null) {
      byte[] row = backend.get(RowKey.of(state));
      if (row == null) {
        return null;
      }
      pair = parse(row, state);
      remembered.put(revision, pair);
    }
    return pair;
  }

  /// Parses without copying key and value out of the row.
  private static KeyValue parse(byte[] row, KeyState state) {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(row).newCodedInput();
    in.enableAliasing(true);
    try {
      return KeyValue.parseFrom(in);
    } catch (IOException e) {
      throw new BackendException("store damaged: revision " + state.main() + " is unreadable", e);
    }
  }
}
