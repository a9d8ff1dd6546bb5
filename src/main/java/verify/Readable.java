package verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mvccpb.KeyValue;

/// Operations and contradictions as text for people.
final class Readable {

  private static final int CONTEXT_LINES = 12;

  private Readable() {}

  static String violation(Verdict.Violation violation) {
    var text = new StringBuilder("no order explains these answers:\n");
    violation.core().forEach(operation -> text.append("  ").append(operation).append('\n'));
    var context = violation.context();
    if (!context.isEmpty()) {
      var shown = context.subList(Math.max(0, context.size() - CONTEXT_LINES), context.size());
      text.append("writes before, as answered:\n");
      shown.forEach(operation -> text.append("  ").append(operation).append('\n'));
    }
    return text.toString();
  }

  static String line(Operation operation) {
    return "client %d  %s .. %s ms  %s -> %s"
        .formatted(
            operation.client(),
            milliseconds(operation.call()),
            operation.end() == Operation.NEVER ? "?" : milliseconds(operation.end()),
            request(operation.request()),
            outcome(operation.outcome()));
  }

  private static String milliseconds(long nanoseconds) {
    return String.format(Locale.ROOT, "%.3f", nanoseconds / 1e6);
  }

  private static String outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered(var response) ->
          "revision " + Headers.revision(response) + result(response);
      case Outcome.Refused(var error) -> error.text();
      case Outcome.Unknown _ -> "unknown";
    };
  }

  private static String request(Message request) {
    return switch (request) {
      case RangeRequest range -> range(range);
      case PutRequest put -> "put " + text(put.getKey()) + "=" + text(put.getValue());
      case DeleteRangeRequest delete -> "delete " + keys(delete.getKey(), delete.getRangeEnd());
      case CompactionRequest compaction -> "compact " + compaction.getRevision();
      case TxnRequest txn ->
          "if "
              + txn.getCompareList().stream().map(Readable::guard).toList()
              + " then "
              + operations(txn.getSuccessList())
              + " else "
              + operations(txn.getFailureList());
      default -> request.toString();
    };
  }

  private static String range(RangeRequest range) {
    return (range.getSerializable() ? "read stale " : "read ")
        + keys(range.getKey(), range.getRangeEnd())
        + (range.getRevision() > 0 ? " at " + range.getRevision() : "");
  }

  private static String guard(Compare compare) {
    var operand = compare.toBuilder().clearKey().clearRangeEnd().clearTarget().clearResult();
    return keys(compare.getKey(), compare.getRangeEnd())
        + " "
        + compare.getTarget()
        + " "
        + compare.getResult()
        + " "
        + operand.build().toString().strip();
  }

  private static String operations(List<RequestOp> operations) {
    return operations.stream().map(Readable::operation).collect(Collectors.joining("; ", "{", "}"));
  }

  private static String operation(RequestOp operation) {
    return switch (operation.getRequestCase()) {
      case REQUEST_RANGE -> request(operation.getRequestRange());
      case REQUEST_PUT -> request(operation.getRequestPut());
      case REQUEST_DELETE_RANGE -> request(operation.getRequestDeleteRange());
      case REQUEST_TXN -> request(operation.getRequestTxn());
      case REQUEST_NOT_SET -> "nothing";
    };
  }

  private static String result(Message response) {
    return switch (response) {
      case RangeResponse range -> ", " + range.getCount() + " keys " + pairs(range.getKvsList());
      case PutResponse put -> put.hasPrevKv() ? ", before " + pair(put.getPrevKv()) : "";
      case DeleteRangeResponse delete ->
          ", deleted " + delete.getDeleted() + " " + pairs(delete.getPrevKvsList());
      case TxnResponse txn ->
          (txn.getSucceeded() ? ", then" : ", else")
              + txn.getResponsesList().stream().map(Readable::inner).toList();
      case CompactionResponse _ -> "";
      default -> response.toString();
    };
  }

  private static String inner(ResponseOp response) {
    return switch (response.getResponseCase()) {
      case RESPONSE_RANGE -> "read" + result(response.getResponseRange());
      case RESPONSE_PUT -> "put" + result(response.getResponsePut());
      case RESPONSE_DELETE_RANGE -> "delete" + result(response.getResponseDeleteRange());
      case RESPONSE_TXN -> "txn" + result(response.getResponseTxn());
      case RESPONSE_NOT_SET -> "nothing";
    };
  }

  private static String pairs(List<KeyValue> pairs) {
    return pairs.stream().map(Readable::pair).toList().toString();
  }

  private static String pair(KeyValue pair) {
    return text(pair.getKey())
        + "="
        + text(pair.getValue())
        + "@"
        + pair.getModRevision()
        + (pair.getVersion() == 1 ? "" : " v" + pair.getVersion());
  }

  private static String keys(ByteString key, ByteString rangeEnd) {
    return rangeEnd.isEmpty() ? text(key) : "[" + text(key) + ", " + text(rangeEnd) + ")";
  }

  private static String text(ByteString bytes) {
    return bytes.equals(ByteString.copyFrom(new byte[1])) ? "\\0" : bytes.toStringUtf8();
  }
}
