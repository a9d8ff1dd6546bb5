package verify;

import com.google.protobuf.Message;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseHeader;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.LongUnaryOperator;
import mvccpb.KeyValue;

/// Store revisions numbered as if the store had been fresh and nobody else had used it: the one
/// before the first write is 1, as in a store that was never written to.
final class LiveNumbering {

  private final LongUnaryOperator rank;

  /// Only some of the revisions after one; any other counts as the last of them before it.
  LiveNumbering(long before, Collection<Long> ours) {
    var sorted = ours.stream().filter(own -> own > before).mapToLong(own -> own).sorted().toArray();
    this.rank =
        revision -> {
          var found = Arrays.binarySearch(sorted, revision);
          return revision <= before ? revision - before + 1 : found >= 0 ? found + 2 : -found;
        };
  }

  /// 0 says absent, or latest, and stays.
  private long rank(long revision) {
    return revision == 0 ? 0 : rank.applyAsLong(revision);
  }

  Operation renumber(Operation operation) {
    var outcome =
        switch (operation.outcome()) {
          case Outcome.Answered(var response) -> new Outcome.Answered(response(response));
          case Outcome.Refused refused -> refused;
          case Outcome.Unknown unknown -> unknown;
        };
    return new Operation(
        operation.client(),
        operation.call(),
        operation.end(),
        request(operation.request()),
        outcome);
  }

  private Message request(Message request) {
    return switch (request) {
      case RangeRequest range -> range(range);
      case TxnRequest txn -> txn(txn);
      default -> request;
    };
  }

  private RangeRequest range(RangeRequest range) {
    return range.toBuilder().setRevision(rank(range.getRevision())).build();
  }

  private TxnRequest txn(TxnRequest txn) {
    return txn.toBuilder()
        .clearCompare()
        .addAllCompare(txn.getCompareList().stream().map(this::compare).toList())
        .clearSuccess()
        .addAllSuccess(txn.getSuccessList().stream().map(this::operation).toList())
        .clearFailure()
        .addAllFailure(txn.getFailureList().stream().map(this::operation).toList())
        .build();
  }

  private Compare compare(Compare compare) {
    return switch (compare.getTarget()) {
      case MOD -> compare.toBuilder().setModRevision(rank(compare.getModRevision())).build();
      case CREATE ->
          compare.toBuilder().setCreateRevision(rank(compare.getCreateRevision())).build();
      case VERSION, VALUE, LEASE, UNRECOGNIZED -> compare;
    };
  }

  private RequestOp operation(RequestOp operation) {
    return switch (operation.getRequestCase()) {
      case REQUEST_RANGE ->
          operation.toBuilder().setRequestRange(range(operation.getRequestRange())).build();
      case REQUEST_TXN ->
          operation.toBuilder().setRequestTxn(txn(operation.getRequestTxn())).build();
      case REQUEST_PUT, REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> operation;
    };
  }

  private Message response(Message response) {
    return switch (response) {
      case RangeResponse range -> range(range);
      case PutResponse put -> put(put);
      case DeleteRangeResponse delete -> delete(delete);
      case TxnResponse txn -> txn(txn);
      default -> response;
    };
  }

  private RangeResponse range(RangeResponse range) {
    return range.toBuilder()
        .setHeader(header(range.getHeader()))
        .clearKvs()
        .addAllKvs(pairs(range.getKvsList()))
        .build();
  }

  private PutResponse put(PutResponse put) {
    var renumbered = put.toBuilder().setHeader(header(put.getHeader()));
    return put.hasPrevKv()
        ? renumbered.setPrevKv(pair(put.getPrevKv())).build()
        : renumbered.build();
  }

  private DeleteRangeResponse delete(DeleteRangeResponse delete) {
    return delete.toBuilder()
        .setHeader(header(delete.getHeader()))
        .clearPrevKvs()
        .addAllPrevKvs(pairs(delete.getPrevKvsList()))
        .build();
  }

  private TxnResponse txn(TxnResponse txn) {
    return txn.toBuilder()
        .setHeader(header(txn.getHeader()))
        .clearResponses()
        .addAllResponses(txn.getResponsesList().stream().map(this::answer).toList())
        .build();
  }

  private ResponseOp answer(ResponseOp answer) {
    var renumbered = answer.toBuilder();
    return switch (answer.getResponseCase()) {
      case RESPONSE_RANGE -> renumbered.setResponseRange(range(answer.getResponseRange())).build();
      case RESPONSE_PUT -> renumbered.setResponsePut(put(answer.getResponsePut())).build();
      case RESPONSE_DELETE_RANGE ->
          renumbered.setResponseDeleteRange(delete(answer.getResponseDeleteRange())).build();
      case RESPONSE_TXN -> renumbered.setResponseTxn(txn(answer.getResponseTxn())).build();
      case RESPONSE_NOT_SET -> answer;
    };
  }

  private ResponseHeader header(ResponseHeader header) {
    return header.toBuilder().setRevision(rank(header.getRevision())).build();
  }

  private List<KeyValue> pairs(List<KeyValue> pairs) {
    return pairs.stream().map(this::pair).toList();
  }

  private KeyValue pair(KeyValue pair) {
    return pair.toBuilder()
        .setModRevision(rank(pair.getModRevision()))
        .setCreateRevision(rank(pair.getCreateRevision()))
        .build();
  }
}
