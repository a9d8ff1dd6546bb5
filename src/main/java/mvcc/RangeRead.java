package mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeRequest.SortOrder;
import etcdserverpb.RangeRequest.SortTarget;
import etcdserverpb.RangeResponse;
import etcdserverpb.ResponseHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import mvccpb.KeyValue;

/// Answers one RangeRequest. Keys are chosen, filtered and sorted by what the index knows; values
/// are read only for the pairs that are returned, unless the order is that of values.
///
/// The rules, and their quirks, are those of etcd's `server/etcdserver/txn/range.go`.
final class RangeRead {

  private final Snapshot snapshot;
  private final RangeRequest request;
  private final long revision;
  private final ReadMemory memory;

  /// A key in range, and how it stands.
  private record Hit(byte[] key, KeyState state) {}

  private RangeRead(Snapshot snapshot, RangeRequest request, ReadMemory memory) {
    this.memory = memory;
    this.snapshot = snapshot;
    this.request = request;
    this.revision = snapshot.readRevision(request.getRevision());
  }

  /// Fails with COMPACTED and FUTURE_REVISION.
  static RangeResponse run(Snapshot snapshot, RangeRequest request) {
    return run(snapshot, request, ReadMemory.UNLIMITED);
  }

  /// Fails with COMPACTED, FUTURE_REVISION, and what `memory` refuses with.
  static RangeResponse run(Snapshot snapshot, RangeRequest request, ReadMemory memory) {
    return new RangeRead(snapshot, request, memory).run();
  }

  static ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder().setRevision(revision).build();
  }

  private RangeResponse run() {
    RangeResponse.Builder response =
        RangeResponse.newBuilder().setHeader(header(snapshot.revision()));
    KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
    if (request.getCountOnly()) {
      return response.setCount(count(range)).build();
    }
    List<Hit> hits = hits(range);
    response.setCount(isWholeRange(hits) ? hits.size() : count(range));
    if (sortsByValue()) {
      addByValue(response, hits);
    } else {
      sort(hits);
      response.setMore(hits.size() > limit());
      List<Hit> shown = hits.subList(0, (int) Math.min(hits.size(), limit()));
      if (!request.getKeysOnly()) {
        weigh(shown);
      }
      for (Hit hit : shown) {
        response.addKvs(pair(snapshot, hit.key(), hit.state(), request));
      }
    }
    return response.build();
  }

  private long limit() {
    return request.getLimit() > 0 ? request.getLimit() : Long.MAX_VALUE;
  }

  private long count(KeyRange range) {
    return count(snapshot, range, revision);
  }

  static long count(Snapshot snapshot, KeyRange range, long revision) {
    return switch (range) {
      case KeyRange.OneKey(byte[] key) -> {
        KeyHistory history = snapshot.index().get(key);
        yield history != null && history.at(revision) != null ? 1 : 0;
      }
      case KeyRange.Span(byte[] from, byte[] to) -> snapshot.index().count(from, to, revision);
    };
  }

  /// The keys of the range that pass the filters, as many as the answer can depend on.
  private List<Hit> hits(KeyRange range) {
    List<Hit> hits = new ArrayList<>();
    long enough = stopsEarly() ? limit() : Long.MAX_VALUE;
    IndexNode.Visitor collect =
        (key, state) -> {
          if (passes(state)) {
            hits.add(new Hit(key, state));
          }
          return hits.size() <= enough;
        };
    switch (range) {
      case KeyRange.OneKey(byte[] key) -> {
        KeyHistory history = snapshot.index().get(key);
        KeyState state = history == null ? null : history.at(revision);
        if (state != null) {
          collect.visit(key, state);
        }
      }
      case KeyRange.Span(byte[] from, byte[] to) -> {
        if (isKeyOrder() && request.getSortOrder() == SortOrder.DESCEND) {
          snapshot.index().descend(from, to, revision, collect);
        } else {
          snapshot.index().ascend(from, to, revision, collect);
        }
      }
    }
    return hits;
  }

  private boolean isWholeRange(List<Hit> hits) {
    return !isFiltered() && hits.size() <= limit();
  }

  /// Whether one key more than the limit is enough: in key order, where it cannot matter; and, as
  /// etcd has it, without an order but with a target, where it does.
  private boolean stopsEarly() {
    return isKeyOrder() || (request.getSortOrder() == SortOrder.NONE && !isFiltered());
  }

  private boolean isKeyOrder() {
    return request.getSortTarget() == SortTarget.KEY;
  }

  private boolean sortsByValue() {
    return request.getSortTarget() == SortTarget.VALUE;
  }

  private boolean isFiltered() {
    return request.getMinModRevision() != 0
        || request.getMaxModRevision() != 0
        || request.getMinCreateRevision() != 0
        || request.getMaxCreateRevision() != 0;
  }

  private boolean passes(KeyState state) {
    return isWithin(state.main(), request.getMinModRevision(), request.getMaxModRevision())
        && isWithin(state.create(), request.getMinCreateRevision(), request.getMaxCreateRevision());
  }

  private static boolean isWithin(long revision, long min, long max) {
    return (min == 0 || revision >= min) && (max == 0 || revision <= max);
  }

  private void sort(List<Hit> hits) {
    switch (request.getSortTarget()) {
      case VERSION -> hits.sort(ordered(Comparator.comparingLong(hit -> hit.state().version())));
      case CREATE -> hits.sort(ordered(Comparator.comparingLong(hit -> hit.state().create())));
      case MOD -> hits.sort(ordered(Comparator.comparingLong(hit -> hit.state().main())));
      case KEY, VALUE, UNRECOGNIZED -> {}
    }
  }

  /// The comparator for the request's order; equal pairs stay in key order either way.
  private <T> Comparator<T> ordered(Comparator<T> ascending) {
    return switch (request.getSortOrder()) {
      case NONE, ASCEND -> ascending;
      case DESCEND -> ascending.reversed();
      case UNRECOGNIZED -> (_, _) -> 0;
    };
  }

  private void addByValue(RangeResponse.Builder response, List<Hit> hits) {
    weigh(hits);
    List<KeyValue> pairs = new ArrayList<>(hits.size());
    for (Hit hit : hits) {
      pairs.add(snapshot.keyValue(hit.key(), hit.state()));
    }
    Comparator<ByteString> bytes = ByteString.unsignedLexicographicalComparator();
    pairs.sort(ordered(Comparator.comparing(KeyValue::getValue, bytes)));
    response.setMore(pairs.size() > limit());
    for (KeyValue pair : pairs.subList(0, (int) Math.min(pairs.size(), limit()))) {
      response.addKvs(request.getKeysOnly() ? pair.toBuilder().clearValue().build() : pair);
    }
  }

  /// Asks for the memory that the values take, before they are read.
  private void weigh(List<Hit> hits) {
    long bytes = 0;
    for (Hit hit : hits) {
      bytes += hit.state().bytes();
    }
    memory.claim(bytes);
  }

  /// The pair of a key as a request wants it.
  static KeyValue pair(Snapshot snapshot, byte[] key, KeyState state, RangeRequest request) {
    return request.getKeysOnly() ? withoutValue(key, state) : snapshot.keyValue(key, state);
  }

  private static KeyValue withoutValue(byte[] key, KeyState state) {
    return KeyValue.newBuilder()
        .setKey(UnsafeByteOperations.unsafeWrap(key))
        .setCreateRevision(state.create())
        .setModRevision(state.main())
        .setVersion(state.version())
        .setLease(state.lease())
        .build();
  }
}
