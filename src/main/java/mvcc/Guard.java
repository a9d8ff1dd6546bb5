package mvcc;

import com.google.protobuf.ByteString;
import etcdserverpb.Compare;
import java.util.List;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/// Whether a transaction's compares hold (etcd's `server/etcdserver/txn/txn.go`, applyCompare).
final class Guard {

  private final Snapshot snapshot;
  private final Compare compare;

  private Guard(Snapshot snapshot, Compare compare) {
    this.snapshot = snapshot;
    this.compare = compare;
  }

  /// Whether all of them hold now; none holds always.
  static boolean allHold(Snapshot snapshot, List<Compare> compares) {
    for (Compare compare : compares) {
      if (!new Guard(snapshot, compare).holds()) {
        return false;
      }
    }
    return true;
  }

  private boolean holds() {
    long revision = snapshot.revision();
    return switch (KeyRange.of(compare.getKey(), compare.getRangeEnd())) {
      case KeyRange.OneKey(byte[] key) -> {
        KeyHistory history = snapshot.index().get(key);
        KeyState state = history == null ? null : history.at(revision);
        yield state == null ? holdsForNone() : holdsFor(key, state);
      }
      case KeyRange.Span(byte[] from, byte[] to) -> {
        if (snapshot.index().count(from, to, revision) == 0) {
          yield holdsForNone();
        }
        yield snapshot.index().ascend(from, to, revision, this::holdsFor);
      }
    };
  }

  /// A key that is not there has 0 for every number, and no value that could be compared.
  private boolean holdsForNone() {
    return compare.getTarget() != Compare.CompareTarget.VALUE && holdsFor(null, NO_STATE);
  }

  private static final KeyState NO_STATE = KeyState.tombstone(0, 0);

  private boolean holdsFor(byte @Nullable [] key, KeyState state) {
    // An operand that is not the one of the target reads as 0 or empty: protobuf's own default.
    int order =
        switch (compare.getTarget()) {
          case VERSION -> Long.compare(state.version(), compare.getVersion());
          case CREATE -> Long.compare(state.create(), compare.getCreateRevision());
          case MOD -> Long.compare(state.main(), compare.getModRevision());
          case LEASE -> Long.compare(state.lease(), compare.getLease());
          case VALUE -> compareValue(key, state);
          case UNRECOGNIZED -> 0;
        };
    return switch (compare.getResult()) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER -> order > 0;
      case LESS -> order < 0;
      case UNRECOGNIZED -> true;
    };
  }

  private int compareValue(byte @Nullable [] key, KeyState state) {
    if (key == null) {
      return 0;
    }
    KeyValue pair = snapshot.keyValue(key, state);
    return ByteString.unsignedLexicographicalComparator()
        .compare(pair.getValue(), compare.getValue());
  }
}
