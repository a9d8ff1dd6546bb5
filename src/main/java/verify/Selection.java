package verify;

import etcdserverpb.RangeRequest;
import etcdserverpb.RangeRequest.SortOrder;
import etcdserverpb.RangeRequest.SortTarget;
import etcdserverpb.RangeResponse;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import mvccpb.KeyValue;

/// What a range answers of the pairs it covers: filters, order, limit, and which fields.
final class Selection {

  private Selection() {}

  /// The answer without its header.
  ///
  /// @param pairs all live pairs of the range in key order
  static RangeResponse.Builder of(RangeRequest request, List<KeyValue> pairs) {
    var response = RangeResponse.newBuilder().setCount(pairs.size());
    if (request.getCountOnly()) {
      return response;
    }
    var limit = request.getLimit() > 0 ? request.getLimit() : Long.MAX_VALUE - 1;
    var chosen = pairs.stream();
    if (request.getSortOrder() == SortOrder.NONE && !hasFilter(request)) {
      chosen = chosen.limit(limit + 1);
    }
    var kept = sorted(request, chosen.filter(pair -> passes(request, pair))).toList();
    response.setMore(kept.size() > limit);
    kept.stream().limit(limit).map(pair -> fields(request, pair)).forEach(response::addKvs);
    return response;
  }

  private static boolean hasFilter(RangeRequest request) {
    return request.getMinModRevision() != 0
        || request.getMaxModRevision() != 0
        || request.getMinCreateRevision() != 0
        || request.getMaxCreateRevision() != 0;
  }

  private static boolean passes(RangeRequest request, KeyValue pair) {
    return within(pair.getModRevision(), request.getMinModRevision(), request.getMaxModRevision())
        && within(
            pair.getCreateRevision(),
            request.getMinCreateRevision(),
            request.getMaxCreateRevision());
  }

  private static boolean within(long revision, long min, long max) {
    return (min == 0 || revision >= min) && (max == 0 || revision <= max);
  }

  /// No order means key order, or ascending if another field than the key is named.
  private static Stream<KeyValue> sorted(RangeRequest request, Stream<KeyValue> pairs) {
    var target = request.getSortTarget();
    if (target == SortTarget.KEY && request.getSortOrder() != SortOrder.DESCEND) {
      return pairs;
    }
    var order = by(target);
    return pairs.sorted(request.getSortOrder() == SortOrder.DESCEND ? order.reversed() : order);
  }

  private static Comparator<KeyValue> by(SortTarget target) {
    return switch (target) {
      case KEY -> Comparator.comparing(KeyValue::getKey, Compares.BYTE_ORDER);
      case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
      case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
      case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
      case VALUE -> Comparator.comparing(KeyValue::getValue, Compares.BYTE_ORDER);
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown sort target");
    };
  }

  private static KeyValue fields(RangeRequest request, KeyValue pair) {
    return request.getKeysOnly() ? pair.toBuilder().clearValue().build() : pair;
  }
}
