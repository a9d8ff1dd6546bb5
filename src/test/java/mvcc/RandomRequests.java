package mvcc;

import com.google.protobuf.ByteString;
import etcdserverpb.Compare;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.Random;

/// Requests of every kind over a handful of keys, legal or not.
final class RandomRequests {

  /// The leases that exist.
  static final LeaseCheck LEASES = id -> id == 1 || id == 2;

  private static final byte[] LETTERS = {0, 'a', 'b', 'c', (byte) 0xff};

  private final Random random;

  RandomRequests(Random random) {
    this.random = random;
  }

  private boolean rarely() {
    return random.nextInt(8) == 0;
  }

  ByteString bytes() {
    byte[] bytes = new byte[random.nextInt(3)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = LETTERS[random.nextInt(LETTERS.length)];
    }
    return ByteString.copyFrom(bytes);
  }

  private ByteString rangeEnd() {
    return random.nextInt(3) == 0 ? ByteString.EMPTY : bytes();
  }

  /// Around the revisions there are: some compacted, some to come, some negative.
  private long revision(long current) {
    return switch (random.nextInt(5)) {
      case 0 -> current + random.nextInt(3) - 1;
      case 1 -> random.nextInt(4) - 3;
      case 2 -> 1 + random.nextLong(current);
      default -> 0;
    };
  }

  private long bound(long current) {
    return random.nextInt(4) == 0 ? random.nextLong(current + 2) - 1 : 0;
  }

  PutRequest put() {
    PutRequest.Builder put = PutRequest.newBuilder().setKey(bytes()).setValue(bytes());
    if (rarely()) {
      put.setLease(random.nextInt(4) - 1);
    }
    return put.setPrevKv(random.nextBoolean())
        .setIgnoreValue(rarely())
        .setIgnoreLease(rarely())
        .build();
  }

  DeleteRangeRequest delete() {
    return DeleteRangeRequest.newBuilder()
        .setKey(bytes())
        .setRangeEnd(rarely() ? bytes() : ByteString.EMPTY)
        .setPrevKv(random.nextBoolean())
        .build();
  }

  CompactionRequest compact(long current) {
    long revision = rarely() ? current + random.nextInt(2) : random.nextLong(current + 1) - 1;
    return CompactionRequest.newBuilder().setRevision(revision).build();
  }

  RangeRequest range(long current) {
    boolean filtered = random.nextInt(3) == 0;
    return RangeRequest.newBuilder()
        .setKey(bytes())
        .setRangeEnd(rangeEnd())
        .setLimit(random.nextBoolean() ? 0 : random.nextInt(6) - 1)
        .setRevision(revision(current))
        .setSortOrderValue(random.nextInt(3))
        .setSortTargetValue(random.nextInt(5))
        .setKeysOnly(random.nextInt(4) == 0)
        .setCountOnly(rarely())
        .setMinModRevision(filtered ? bound(current) : 0)
        .setMaxModRevision(filtered ? bound(current) : 0)
        .setMinCreateRevision(filtered ? bound(current) : 0)
        .setMaxCreateRevision(filtered ? bound(current) : 0)
        .build();
  }

  private Compare compare(long current) {
    Compare.Builder compare =
        Compare.newBuilder()
            .setKey(bytes())
            .setRangeEnd(random.nextInt(4) == 0 ? bytes() : ByteString.EMPTY)
            .setTargetValue(random.nextInt(5))
            .setResultValue(random.nextInt(4));
    switch (random.nextInt(5)) {
      case 0 -> compare.setVersion(random.nextInt(3));
      case 1 -> compare.setCreateRevision(revision(current));
      case 2 -> compare.setModRevision(revision(current));
      case 3 -> compare.setLease(random.nextInt(3));
      default -> compare.setValue(bytes());
    }
    return compare.build();
  }

  TxnRequest txn(long current, boolean writes) {
    return txn(current, writes, 2);
  }

  private TxnRequest txn(long current, boolean writes, int depth) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      txn.addCompare(compare(current));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      txn.addSuccess(operation(current, writes, depth));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      txn.addFailure(operation(current, writes, depth));
    }
    return txn.build();
  }

  private RequestOp operation(long current, boolean writes, int depth) {
    RequestOp.Builder op = RequestOp.newBuilder();
    int kind = random.nextInt(writes ? 12 : 4);
    if (kind < 3) {
      RangeRequest range = range(current);
      // Most with the current revision: any other is likely to fail the whole transaction.
      return op.setRequestRange(rarely() ? range : range.toBuilder().clearRevision().build())
          .build();
    }
    if (kind == 3) {
      return depth == 0 ? operation(current, writes, 0) : op.setRequestTxn(
          txn(current, writes, depth - 1)).build();
    }
    if (kind == 11) {
      return rarely() ? op.build() : op.setRequestDeleteRange(delete()).build();
    }
    return kind < 9
        ? op.setRequestPut(put()).build()
        : op.setRequestDeleteRange(delete()).build();
  }
}
