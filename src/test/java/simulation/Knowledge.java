package simulation;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import mvccpb.KeyValue;

/// What all clients of a run know together. Few keys, so that clients get in each other's way.
final class Knowledge {

  private static final int KEYS = 5;

  private final Map<ByteString, Long> modRevisions = new HashMap<>();
  private final KnownLeases leases = new KnownLeases();
  private long revision = 1;
  private long values;

  ByteString someKey(RandomGenerator dice) {
    return ByteString.copyFromUtf8("k" + dice.nextInt(KEYS));
  }

  /// A value that is never used again, so that it tells which write it comes from.
  ByteString freshValue() {
    return ByteString.copyFromUtf8("v" + ++values);
  }

  KnownLeases leases() {
    return leases;
  }

  /// The newest store revision that any answer named.
  long revision() {
    return revision;
  }

  /// Where a key was last seen modified; 0 if it never was.
  long modRevision(ByteString key) {
    return modRevisions.getOrDefault(key, 0L);
  }

  void sawRevision(long seen) {
    revision = Math.max(revision, seen);
  }

  void saw(KeyValue pair) {
    modRevisions.merge(pair.getKey(), pair.getModRevision(), Math::max);
  }
}
