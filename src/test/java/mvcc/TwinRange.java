package mvcc;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeRequest.SortOrder;
import etcdserverpb.RangeRequest.SortTarget;
import etcdserverpb.RangeResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import mvccpb.KeyValue;

/// A range read as etcd does it: fetch, filter, sort, cut.
final class TwinRange {

  static final Comparator<ByteString> BYTES = ByteString.unsignedLexicographicalComparator();

  private final Twin twin;
  private final RangeRequest request;

  TwinRange(Twin twin, RangeRequest request) {
    this.twin = twin;
    this.request = request;
  }

  static List<KeyValue> inRange(Map<ByteString, KeyValue> state, ByteString key, ByteString end) {
    boolean endless = end.equals(ByteString.copyFrom(new byte[1]));
    Predicate<ByteString> within =
        end.isEmpty()
            ? key::equals
            : k -> BYTES.compare(k, key) >= 0 && (endless || BYTES.compare(k, end) < 0);
    List<KeyValue> pairs = new ArrayList<>(state.values());
    pairs.removeIf(pair -> !within.test(pair.getKey()));
    return pairs;
  }

  RangeResponse run() {
    long asked = request.getRevision();
    if (asked > twin.revision()) {
      throw EtcdError.FUTURE_REVISION.exception();
    }
    long revision = asked <= 0 ? twin.revision() : asked;
    if (revision < twin.compacted()) {
      throw EtcdError.COMPACTED.exception();
    }
    RangeResponse.Builder response = RangeResponse.newBuilder().setHeader(twin.header());
    List<KeyValue> pairs =
        inRange(twin.at(revision), request.getKey(), request.getRangeEnd());
    response.setCount(pairs.size());
    if (request.getCountOnly()) {
      return response.build();
    }
    long limit = request.getLimit() <= 0 ? Long.MAX_VALUE : request.getLimit();
    if (request.getSortOrder() == SortOrder.NONE && !isFiltered() && pairs.size() > limit) {
      pairs = new ArrayList<>(pairs.subList(0, (int) limit + 1));
    }
    pairs.removeIf(this::isFilteredOut);
    sort(pairs);
    if (pairs.size() > limit) {
      response.setMore(true);
      pairs = pairs.subList(0, (int) limit);
    }
    for (KeyValue pair : pairs) {
      response.addKvs(request.getKeysOnly() ? pair.toBuilder().clearValue().build() : pair);
    }
    return response.build();
  }

  private boolean isFiltered() {
    return request.getMinModRevision() != 0
        || request.getMaxModRevision() != 0
        || request.getMinCreateRevision() != 0
        || request.getMaxCreateRevision() != 0;
  }

  private boolean isFilteredOut(KeyValue pair) {
    long mod = pair.getModRevision();
    long create = pair.getCreateRevision();
    return request.getMinModRevision() != 0 && mod < request.getMinModRevision()
        || request.getMaxModRevision() != 0 && mod > request.getMaxModRevision()
        || request.getMinCreateRevision() != 0 && create < request.getMinCreateRevision()
        || request.getMaxCreateRevision() != 0 && create > request.getMaxCreateRevision();
  }

  private void sort(List<KeyValue> pairs) {
    SortTarget target = request.getSortTarget();
    Comparator<KeyValue> order =
        switch (target) {
          case KEY, UNRECOGNIZED -> Comparator.comparing(KeyValue::getKey, BYTES);
          case VERSION -> Comparator.comparing(KeyValue::getVersion);
          case CREATE -> Comparator.comparing(KeyValue::getCreateRevision);
          case MOD -> Comparator.comparing(KeyValue::getModRevision);
          case VALUE -> Comparator.comparing(KeyValue::getValue, BYTES);
        };
    pairs.sort(request.getSortOrder() == SortOrder.DESCEND ? order.reversed() : order);
  }
}
