package service;

import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import mvccpb.KeyValue;

/// Keys that whoever was given an answer must have the right to read and to write, by a model that
/// looks at keys one by one: those that the answer holds, and those that the request was about.
///
/// @param keys all that were there when it was asked
/// @param leases the keys of each lease then
record Needs(
    Set<String> keys, Map<Long, List<String>> leases, Set<String> read, Set<String> written) {

  static Needs of(Set<String> keys, Map<Long, List<String>> leases) {
    return new Needs(keys, leases, new TreeSet<>(), new TreeSet<>());
  }

  /// Everything that a transaction asks for, whatever comes of it, and what its answer holds.
  Needs txn(TxnRequest request, TxnResponse response) {
    asked(request);
    response.getResponsesList().forEach(this::told);
    return this;
  }

  private void asked(TxnRequest request) {
    request.getCompareList().forEach(guard -> reads(guard.getKey(), guard.getRangeEnd()));
    request.getSuccessList().forEach(this::asked);
    request.getFailureList().forEach(this::asked);
  }

  private void asked(RequestOp op) {
    switch (op.getRequestCase()) {
      case REQUEST_RANGE ->
          reads(op.getRequestRange().getKey(), op.getRequestRange().getRangeEnd());
      case REQUEST_PUT -> put(op.getRequestPut());
      case REQUEST_DELETE_RANGE -> delete(op.getRequestDeleteRange());
      case REQUEST_TXN -> asked(op.getRequestTxn());
      case REQUEST_NOT_SET -> {}
    }
  }

  /// A key was put, and under its lease if it has one.
  Needs put(PutRequest put) {
    written.add(put.getKey().toStringUtf8());
    if (put.getPrevKv()) {
      read.add(put.getKey().toStringUtf8());
    }
    return writesLease(put.getLease());
  }

  /// The keys of a range were deleted.
  Needs delete(DeleteRangeRequest delete) {
    written.addAll(KeyRights.in(keys, delete.getKey(), delete.getRangeEnd()));
    return delete.getPrevKv() ? reads(delete.getKey(), delete.getRangeEnd()) : this;
  }

  private void told(ResponseOp response) {
    switch (response.getResponseCase()) {
      case RESPONSE_RANGE -> told(response.getResponseRange());
      case RESPONSE_PUT -> told(List.of(response.getResponsePut().getPrevKv()));
      case RESPONSE_DELETE_RANGE -> told(response.getResponseDeleteRange().getPrevKvsList());
      case RESPONSE_TXN -> response.getResponseTxn().getResponsesList().forEach(this::told);
      case RESPONSE_NOT_SET -> {}
    }
  }

  Needs told(RangeResponse response) {
    return told(response.getKvsList());
  }

  /// Pairs were in the answer.
  Needs told(Collection<KeyValue> pairs) {
    pairs.stream()
        .map(pair -> pair.getKey().toStringUtf8())
        .filter(key -> !key.isEmpty())
        .forEach(read::add);
    return this;
  }

  /// A range was read, or how many keys it has.
  Needs reads(ByteString key, ByteString end) {
    read.addAll(KeyRights.in(keys, key, end));
    return this;
  }

  /// The keys of a lease were told.
  Needs readsLease(long lease) {
    read.addAll(leases.getOrDefault(lease, List.of()));
    return this;
  }

  /// A lease was renewed or ended.
  Needs writesLease(long lease) {
    written.addAll(leases.getOrDefault(lease, List.of()));
    return this;
  }
}
