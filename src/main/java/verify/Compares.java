package verify;

import com.google.protobuf.ByteString;
import etcdserverpb.Compare;
import etcdserverpb.Compare.CompareTarget;
import java.util.Comparator;
import mvccpb.KeyValue;

/// The guards of a transaction.
final class Compares {

  static final Comparator<ByteString> BYTE_ORDER = ByteString.unsignedLexicographicalComparator();

  private Compares() {}

  /// Whether a guard holds: for every live key of its range. Where there is none its numbers count
  /// as 0, and nothing holds of its value.
  static boolean hold(KvState state, Compare compare) {
    var pairs = state.range(compare.getKey(), compare.getRangeEnd(), state.revision());
    if (pairs.isEmpty()) {
      return compare.getTarget() != CompareTarget.VALUE
          && holds(compare, KeyValue.getDefaultInstance());
    }
    return pairs.stream().allMatch(pair -> holds(compare, pair));
  }

  private static boolean holds(Compare compare, KeyValue pair) {
    var sign = sign(compare, pair);
    return switch (compare.getResult()) {
      case EQUAL -> sign == 0;
      case NOT_EQUAL -> sign != 0;
      case GREATER -> sign > 0;
      case LESS -> sign < 0;
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown compare result");
    };
  }

  /// How the stored field compares with the operand; an operand of another kind counts as 0.
  private static int sign(Compare compare, KeyValue pair) {
    return switch (compare.getTarget()) {
      case VERSION -> Long.compare(pair.getVersion(), compare.getVersion());
      case CREATE -> Long.compare(pair.getCreateRevision(), compare.getCreateRevision());
      case MOD -> Long.compare(pair.getModRevision(), compare.getModRevision());
      case VALUE -> BYTE_ORDER.compare(pair.getValue(), compare.getValue());
      case LEASE -> Long.compare(pair.getLease(), compare.getLease());
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown compare target");
    };
  }
}
