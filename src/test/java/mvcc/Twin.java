package mvcc;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.Compare;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseHeader;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import mvccpb.KeyValue;

/// The store as one would explain it: a list of all states, one whole map for each revision.
final class Twin {

  /// State number i is that of revision i; that of revision 0 is never asked for.
  private final List<NavigableMap<ByteString, KeyValue>> states = new ArrayList<>();

  private final LeaseCheck leases;
  private long compacted = -1;

  /// The state the running proposal works on, and whether it has changed it.
  private NavigableMap<ByteString, KeyValue> now = empty();

  private boolean changed;

  Twin(LeaseCheck leases) {
    this.leases = leases;
    states.add(empty());
    states.add(empty());
  }

  static NavigableMap<ByteString, KeyValue> empty() {
    return new TreeMap<>(ByteString.unsignedLexicographicalComparator());
  }

  long kept() {
    return states.size() - 1;
  }

  long compacted() {
    return compacted;
  }

  /// The revision a read sees now.
  long revision() {
    return changed ? kept() + 1 : kept();
  }

  NavigableMap<ByteString, KeyValue> at(long revision) {
    return revision == revision() ? now : states.get((int) revision);
  }

  ResponseHeader header() {
    return ResponseHeader.newBuilder().setRevision(revision()).build();
  }

  <T> T propose(Supplier<T> proposal) {
    now = empty();
    now.putAll(states.getLast());
    changed = false;
    try {
      T answer = proposal.get();
      if (changed) {
        states.add(now);
      }
      return answer;
    } finally {
      now = states.getLast();
      changed = false;
    }
  }

  PutResponse put(PutRequest request) {
    return propose(
        () -> {
          checkLease(request);
          return runPut(request);
        });
  }

  DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
    return propose(() -> runDelete(request));
  }

  CompactionResponse compact(CompactionRequest request) {
    if (request.getRevision() <= compacted) {
      throw EtcdError.COMPACTED.exception();
    }
    if (request.getRevision() > kept()) {
      throw EtcdError.FUTURE_REVISION.exception();
    }
    compacted = request.getRevision();
    return CompactionResponse.newBuilder().setHeader(header()).build();
  }

  TxnResponse txn(TxnRequest request) {
    return propose(
        () -> {
          Deque<Boolean> path = new ArrayDeque<>();
          decide(request, path);
          check(request, new ArrayDeque<>(path));
          TxnResponse.Builder response = run(request, path);
          return response.setHeader(header()).build();
        });
  }

  private void decide(TxnRequest request, Deque<Boolean> path) {
    boolean held = request.getCompareList().stream().allMatch(this::holds);
    path.addLast(held);
    for (RequestOp op : held ? request.getSuccessList() : request.getFailureList()) {
      if (op.hasRequestTxn()) {
        decide(op.getRequestTxn(), path);
      }
    }
  }

  private void check(TxnRequest request, Deque<Boolean> path) {
    for (RequestOp op : path.removeFirst() ? request.getSuccessList() : request.getFailureList()) {
      switch (op.getRequestCase()) {
        case REQUEST_RANGE -> {
          long asked = op.getRequestRange().getRevision();
          if (asked > kept()) {
            throw EtcdError.FUTURE_REVISION.exception();
          }
          if (asked != 0 && asked < compacted) {
            throw EtcdError.COMPACTED.exception();
          }
        }
        case REQUEST_PUT -> {
          PutRequest put = op.getRequestPut();
          boolean needsKey = put.getIgnoreValue() || put.getIgnoreLease();
          if (needsKey && !now.containsKey(put.getKey())) {
            throw EtcdError.KEY_NOT_FOUND.exception();
          }
          checkLease(put);
        }
        case REQUEST_TXN -> check(op.getRequestTxn(), path);
        case REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> {}
      }
    }
  }

  private void checkLease(PutRequest put) {
    if (put.getLease() != 0 && !leases.exists(put.getLease())) {
      throw EtcdError.LEASE_NOT_FOUND.exception();
    }
  }

  private TxnResponse.Builder run(TxnRequest request, Deque<Boolean> path) {
    boolean held = path.removeFirst();
    TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(held);
    response.setHeader(ResponseHeader.getDefaultInstance());
    for (RequestOp op : held ? request.getSuccessList() : request.getFailureList()) {
      ResponseOp.Builder answer = ResponseOp.newBuilder();
      switch (op.getRequestCase()) {
        case REQUEST_RANGE ->
            answer.setResponseRange(new TwinRange(this, op.getRequestRange()).run());
        case REQUEST_PUT -> answer.setResponsePut(runPut(op.getRequestPut()));
        case REQUEST_DELETE_RANGE ->
            answer.setResponseDeleteRange(runDelete(op.getRequestDeleteRange()));
        case REQUEST_TXN -> answer.setResponseTxn(run(op.getRequestTxn(), path));
        case REQUEST_NOT_SET -> {}
      }
      response.addResponses(answer);
    }
    return response;
  }

  private PutResponse runPut(PutRequest put) {
    KeyValue old = now.get(put.getKey());
    if (old == null && (put.getIgnoreValue() || put.getIgnoreLease())) {
      throw EtcdError.KEY_NOT_FOUND.exception();
    }
    changed = true;
    KeyValue.Builder pair = KeyValue.newBuilder().setKey(put.getKey()).setModRevision(revision());
    pair.setCreateRevision(old == null ? revision() : old.getCreateRevision());
    pair.setVersion(old == null ? 1 : old.getVersion() + 1);
    pair.setValue(put.getIgnoreValue() && old != null ? old.getValue() : put.getValue());
    pair.setLease(put.getIgnoreLease() && old != null ? old.getLease() : put.getLease());
    now.put(put.getKey(), pair.build());
    PutResponse.Builder response = PutResponse.newBuilder().setHeader(header());
    if (put.getPrevKv() && old != null) {
      response.setPrevKv(old);
    }
    return response.build();
  }

  private DeleteRangeResponse runDelete(DeleteRangeRequest delete) {
    List<KeyValue> doomed = TwinRange.inRange(now, delete.getKey(), delete.getRangeEnd());
    doomed.forEach(pair -> now.remove(pair.getKey()));
    changed |= !doomed.isEmpty();
    DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder().setHeader(header());
    if (delete.getPrevKv()) {
      response.addAllPrevKvs(doomed);
    }
    return response.setDeleted(doomed.size()).build();
  }

  private boolean holds(Compare compare) {
    List<KeyValue> pairs = TwinRange.inRange(now, compare.getKey(), compare.getRangeEnd());
    if (pairs.isEmpty()) {
      return compare.getTarget() != Compare.CompareTarget.VALUE
          && holds(compare, KeyValue.getDefaultInstance());
    }
    return pairs.stream().allMatch(pair -> holds(compare, pair));
  }

  private static boolean holds(Compare compare, KeyValue pair) {
    int order =
        switch (compare.getTarget()) {
          case VERSION -> Long.compare(pair.getVersion(), compare.getVersion());
          case CREATE -> Long.compare(pair.getCreateRevision(), compare.getCreateRevision());
          case MOD -> Long.compare(pair.getModRevision(), compare.getModRevision());
          case LEASE -> Long.compare(pair.getLease(), compare.getLease());
          case VALUE -> TwinRange.BYTES.compare(pair.getValue(), compare.getValue());
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
}
