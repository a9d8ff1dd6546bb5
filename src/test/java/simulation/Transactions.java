package simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.Compare;
import etcdserverpb.Compare.CompareResult;
import etcdserverpb.Compare.CompareTarget;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.random.RandomGenerator;

/// Compare-and-swap as Kubernetes does it, creation of absent keys, writes of several keys, and
/// transactions that only read.
final class Transactions implements Capability {

  @Override
  public Message request(Knowledge known, RandomGenerator dice) {
    var key = known.someKey(dice);
    var txn = TxnRequest.newBuilder();
    switch (dice.nextInt(4)) {
      case 0 -> txn.addCompare(modified(key, 0)).addSuccess(put(key, known)).addFailure(range(key));
      case 1 -> {
        var other = known.someKey(dice);
        txn.addSuccess(range(key)).addSuccess(put(key, known)).addSuccess(range(key));
        if (!other.equals(key)) {
          txn.addSuccess(delete(other)).addSuccess(range(other));
        }
      }
      case 2 -> txn.addSuccess(range(key)).addSuccess(range(known.someKey(dice)));
      default ->
          txn.addCompare(modified(key, known.modRevision(key)))
              .addSuccess(put(key, known))
              .addFailure(range(key));
    }
    return txn.build();
  }

  private static Compare modified(ByteString key, long revision) {
    return Compare.newBuilder()
        .setKey(key)
        .setTarget(CompareTarget.MOD)
        .setResult(CompareResult.EQUAL)
        .setModRevision(revision)
        .build();
  }

  private static RequestOp put(ByteString key, Knowledge known) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(known.freshValue()))
        .build();
  }

  private static RequestOp delete(ByteString key) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
        .build();
  }

  private static RequestOp range(ByteString key) {
    return RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)).build();
  }
}
