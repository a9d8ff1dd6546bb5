package differential;

import static java.util.Comparator.comparing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeRequest.SortTarget;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import mvccpb.KeyValue;

/// Takes out of an answer what etcd leaves open: it sorts with an unstable sort, so pairs that are
/// equal in what they are sorted by come in any order. Where a limit cuts such a run, even which of
/// them are returned is open.
final class Ties {

  private static final Comparator<KeyValue> BY_KEY =
      comparing(KeyValue::getKey, ByteString.unsignedLexicographicalComparator());

  private Ties() {}

  /// The response with tied pairs in the order of their keys, and those that a limit may have
  /// chosen freely reduced to what they were sorted by.
  static Message settled(Message request, Message response) {
    if (request instanceof RangeRequest range && response instanceof RangeResponse pairs) {
      return settled(range, pairs);
    }
    if (request instanceof TxnRequest txn && response instanceof TxnResponse answers) {
      return settled(txn, answers);
    }
    return response;
  }

  private static TxnResponse settled(TxnRequest request, TxnResponse response) {
    List<RequestOp> ops =
        response.getSucceeded() ? request.getSuccessList() : request.getFailureList();
    if (ops.size() != response.getResponsesCount()) {
      return response;
    }
    TxnResponse.Builder settled = response.toBuilder();
    for (int i = 0; i < ops.size(); i++) {
      RequestOp op = ops.get(i);
      ResponseOp.Builder answer = settled.getResponsesBuilder(i);
      if (op.hasRequestRange() && answer.hasResponseRange()) {
        answer.setResponseRange(settled(op.getRequestRange(), answer.getResponseRange()));
      } else if (op.hasRequestTxn() && answer.hasResponseTxn()) {
        answer.setResponseTxn(settled(op.getRequestTxn(), answer.getResponseTxn()));
      }
    }
    return settled.build();
  }

  private static RangeResponse settled(RangeRequest request, RangeResponse response) {
    if (request.getSortTarget() == SortTarget.KEY || response.getKvsCount() == 0) {
      return response;
    }
    List<KeyValue> kvs = new ArrayList<>();
    for (List<KeyValue> run : runs(request, response.getKvsList())) {
      boolean cut = response.getMore() && kvs.size() + run.size() == response.getKvsCount();
      kvs.addAll(
          cut
              ? run.stream().map(kv -> onlySortedBy(request, kv)).toList()
              : run.stream().sorted(BY_KEY).toList());
    }
    return response.toBuilder().clearKvs().addAllKvs(kvs).build();
  }

  /// The pairs in runs of those that tie. Of values that were left out nothing is known: then all
  /// may tie.
  private static List<List<KeyValue>> runs(RangeRequest request, List<KeyValue> kvs) {
    List<List<KeyValue>> runs = new ArrayList<>();
    KeyValue last = null;
    for (KeyValue kv : kvs) {
      KeyValue sortedBy = onlySortedBy(request, kv);
      if (!sortedBy.equals(last)) {
        runs.add(new ArrayList<>());
      }
      runs.getLast().add(kv);
      last = sortedBy;
    }
    return runs;
  }

  private static KeyValue onlySortedBy(RangeRequest request, KeyValue kv) {
    KeyValue.Builder only = KeyValue.newBuilder();
    return switch (request.getSortTarget()) {
      case KEY -> only.setKey(kv.getKey()).build();
      case VERSION -> only.setVersion(kv.getVersion()).build();
      case CREATE -> only.setCreateRevision(kv.getCreateRevision()).build();
      case MOD -> only.setModRevision(kv.getModRevision()).build();
      case VALUE -> only.setValue(kv.getValue()).build();
      case UNRECOGNIZED -> kv;
    };
  }
}
