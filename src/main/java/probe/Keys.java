package probe;

import com.google.protobuf.ByteString;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;

/// The keys under a prefix, and what can be asked of them.
final class Keys {

  private final String prefix;
  private final int count;

  private Keys(String prefix, int count) {
    this.prefix = prefix;
    this.count = count;
  }

  /// All that a plan may touch.
  static Keys everything(Plan plan) {
    return new Keys(plan.prefix(), 0);
  }

  /// Those that all clients read and write.
  static Keys shared(Plan plan) {
    return new Keys(plan.prefix() + "keys/", plan.keys());
  }

  /// Those that belong to leases.
  static Keys leased(Plan plan) {
    return new Keys(plan.prefix() + "leases/", 0);
  }

  /// Those that not everybody may read.
  static Keys guarded(Plan plan) {
    return new Keys(plan.prefix() + "rights/", 0);
  }

  int count() {
    return count;
  }

  ByteString key(int number) {
    return named("k" + number);
  }

  ByteString named(String name) {
    return ByteString.copyFromUtf8(prefix + name);
  }

  static PutRequest put(ByteString key, String value) {
    return PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFromUtf8(value)).build();
  }

  static DeleteRangeRequest delete(ByteString key) {
    return DeleteRangeRequest.newBuilder().setKey(key).build();
  }

  static RangeRequest read(ByteString key) {
    return RangeRequest.newBuilder().setKey(key).build();
  }

  /// Everything under the prefix.
  RangeRequest all() {
    return RangeRequest.newBuilder().setKey(first()).setRangeEnd(end()).build();
  }

  DeleteRangeRequest deleteAll() {
    return DeleteRangeRequest.newBuilder().setKey(first()).setRangeEnd(end()).build();
  }

  /// @param modRevision the revision that must have written the key last; 0 for none
  static TxnRequest compareAndSwap(ByteString key, long modRevision, String value) {
    return TxnRequest.newBuilder()
        .addCompare(
            Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(modRevision))
        .addSuccess(RequestOp.newBuilder().setRequestPut(put(key, value)))
        .addFailure(RequestOp.newBuilder().setRequestRange(read(key)))
        .build();
  }

  static TxnRequest pair(ByteString one, ByteString other, String value) {
    return TxnRequest.newBuilder()
        .addSuccess(RequestOp.newBuilder().setRequestPut(put(one, value)))
        .addSuccess(RequestOp.newBuilder().setRequestPut(put(other, value)))
        .build();
  }

  ByteString first() {
    return ByteString.copyFromUtf8(prefix);
  }

  /// The prefix with its last byte raised: the first key after all that begin with it. No byte of
  /// UTF-8 is 255.
  ByteString end() {
    byte[] bytes = first().toByteArray();
    bytes[bytes.length - 1]++;
    return ByteString.copyFrom(bytes);
  }
}
