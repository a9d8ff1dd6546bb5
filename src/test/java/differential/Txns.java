package differential;

import com.google.protobuf.ByteString;
import etcdserverpb.Compare;
import etcdserverpb.Compare.CompareResult;
import etcdserverpb.Compare.CompareTarget;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Transactions: guards on everything there is to guard, both branches, nested ones, and too much.
final class Txns {

  private static final int UNKNOWN_ENUM = 9;
  private static final int MAX_OPS = 128;
  private static final int DEEPEST = 3;

  private final Dice dice;
  private final Keys keys;
  private final Reads reads;
  private final Writes writes;

  Txns(Dice dice, Keys keys, Reads reads, Writes writes) {
    this.dice = dice;
    this.keys = keys;
    this.reads = reads;
    this.writes = writes;
  }

  TxnRequest txn(Known known) {
    TxnRequest txn =
        switch (dice.between(0, 59)) {
          case 0 -> crowded(known);
          case 1 -> crowdedBelow(known);
          case 2, 3, 4, 5, 6 -> readOnly(known);
          default -> txn(known, DEEPEST);
        };
    return Hazards.isIn(txn) ? Hazards.removedFrom(txn) : txn;
  }

  private TxnRequest txn(Known known, int depth) {
    return TxnRequest.newBuilder()
        .addAllCompare(compares(known))
        .addAllSuccess(ops(known, depth))
        .addAllFailure(ops(known, depth))
        .build();
  }

  private TxnRequest readOnly(Known known) {
    return TxnRequest.newBuilder()
        .addAllCompare(compares(known))
        .addAllSuccess(times(dice.between(0, 3), () -> range(known)))
        .addAllFailure(times(dice.between(0, 2), () -> range(known)))
        .build();
  }

  /// About as many operations as are allowed.
  private TxnRequest crowded(Known known) {
    int count = MAX_OPS + dice.between(-1, 2);
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    switch (dice.between(0, 2)) {
      case 0 -> txn.addAllCompare(times(count, () -> compare(known)));
      case 1 -> txn.addAllSuccess(times(count, () -> range(known)));
      default -> txn.addAllFailure(times(count, () -> range(known)));
    }
    return txn.build();
  }

  /// The same, shared between a level and the one below, which gets what the first leaves.
  private TxnRequest crowdedBelow(Known known) {
    int above = dice.between(1, MAX_OPS - 1);
    int below = MAX_OPS - above + dice.between(-1, 1);
    TxnRequest inner =
        TxnRequest.newBuilder().addAllSuccess(times(below, () -> range(known))).build();
    return TxnRequest.newBuilder()
        .addAllSuccess(times(above - 1, () -> range(known)))
        .addSuccess(RequestOp.newBuilder().setRequestTxn(inner))
        .build();
  }

  private List<Compare> compares(Known known) {
    return times(dice.pick(0, 0, 1, 1, 1, 2, 3), () -> compare(known));
  }

  private List<RequestOp> ops(Known known, int depth) {
    return times(dice.pick(0, 1, 1, 2, 2, 3, 5), () -> op(known, depth));
  }

  private RequestOp op(Known known, int depth) {
    RequestOp.Builder op = RequestOp.newBuilder();
    int kind = dice.between(0, 399);
    if (kind == 0) {
      return op.build();
    }
    if (kind < 140) {
      return op.setRequestPut(writes.put()).build();
    }
    if (kind < 200) {
      return op.setRequestDeleteRange(writes.narrowDelete()).build();
    }
    if (kind < 260 && depth > 0) {
      return op.setRequestTxn(txn(known, depth - 1)).build();
    }
    return range(known);
  }

  private RequestOp range(Known known) {
    return RequestOp.newBuilder().setRequestRange(reads.inTxn(known)).build();
  }

  private Compare compare(Known known) {
    ByteString key = keys.key();
    Compare.Builder compare = Compare.newBuilder().setKey(key);
    if (dice.chance(20)) {
      compare.setRangeEnd(keys.end(key));
    }
    compare.setResult(
        dice.pick(
            CompareResult.EQUAL,
            CompareResult.GREATER,
            CompareResult.LESS,
            CompareResult.NOT_EQUAL));
    operand(compare, known);
    if (dice.oneIn(60)) {
      compare.setResultValue(UNKNOWN_ENUM);
    }
    if (dice.oneIn(60)) {
      compare.setTargetValue(UNKNOWN_ENUM);
    }
    return compare.build();
  }

  /// Mostly fitting its target; else one of another kind, or none.
  private void operand(Compare.Builder compare, Known known) {
    CompareTarget target =
        dice.pick(
            CompareTarget.VERSION,
            CompareTarget.CREATE,
            CompareTarget.MOD,
            CompareTarget.VALUE,
            CompareTarget.LEASE);
    compare.setTarget(dice.oneIn(15) ? CompareTarget.MOD : target);
    switch (dice.oneIn(15) ? CompareTarget.UNRECOGNIZED : target) {
      case VERSION -> compare.setVersion(dice.pick(0, 1, 2, 3, -1));
      case CREATE -> compare.setCreateRevision(dice.chance(40) ? 0 : past(known));
      case MOD -> compare.setModRevision(dice.chance(40) ? 0 : past(known));
      case VALUE -> compare.setValue(keys.value());
      case LEASE -> compare.setLease(dice.pick(0, 0, 1, -1));
      case UNRECOGNIZED -> compare.clearTargetUnion();
    }
  }

  private long past(Known known) {
    return Math.max(0, known.revision() - dice.between(-1, 100));
  }

  private static <T> List<T> times(int count, Supplier<T> one) {
    return IntStream.range(0, count).mapToObj(_ -> one.get()).toList();
  }
}
