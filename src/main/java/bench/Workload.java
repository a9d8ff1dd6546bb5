package bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import etcdserverpb.KVGrpc;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import io.grpc.MethodDescriptor;
import java.util.Collections;
import java.util.Random;
import java.util.function.Supplier;

/// What is asked again and again.
///
/// @param name `put`, `range`, `txn` or `lease grant`
/// @param method what the requests call; answers come as an empty array, unread
/// @param requests the next request, encoded; called from many threads
public record Workload(
    String name, MethodDescriptor<byte[], byte[]> method, Supplier<byte[]> requests)
    implements Work {

  /// Puts of one size.
  public static Workload put(KeySpace keys, int valueBytes) {
    ByteString value = value(valueBytes);
    return of("put", KVGrpc.getPutMethod(), new Template(key -> put(key, value), keys));
  }

  /// Transactions of a number of puts, without compares.
  ///
  /// @throws IllegalArgumentException if random keys might meet in one transaction
  public static Workload txn(KeySpace keys, int valueBytes, int puts) {
    if (puts < 1 || (puts > 1 && (!keys.sequential() || puts > keys.keys()))) {
      throw new IllegalArgumentException(
          "--txn-ops must be positive, and above 1 needs --sequential-keys and as many keys: etcd"
              + " refuses a transaction that puts one key twice");
    }
    ByteString value = value(valueBytes);
    return of("txn", KVGrpc.getTxnMethod(), new Template(key -> txn(key, value, puts), keys));
  }

  /// Reads of one key, or of all from one on.
  ///
  /// @param shape all but the key; a `range_end` makes the key the first of a range
  public static Workload range(KeySpace keys, RangeRequest shape) {
    return of(
        "range",
        KVGrpc.getRangeMethod(),
        new Template(key -> shape.toBuilder().setKey(key).build(), keys));
  }

  private static PutRequest put(ByteString key, ByteString value) {
    return PutRequest.newBuilder().setKey(key).setValue(value).build();
  }

  private static TxnRequest txn(ByteString key, ByteString value, int puts) {
    RequestOp op = RequestOp.newBuilder().setRequestPut(put(key, value)).build();
    return TxnRequest.newBuilder().addAllSuccess(Collections.nCopies(puts, op)).build();
  }

  /// Reads of the same range each time.
  public static Workload sameRange(RangeRequest request) {
    byte[] encoded = request.toByteArray();
    return new Workload("range", Unread.descriptor(KVGrpc.getRangeMethod()), () -> encoded);
  }

  /// Grants of leases, each with an id of the server's.
  ///
  /// @throws IllegalArgumentException if they would end at once
  public static Workload grant(long ttlSeconds) {
    if (ttlSeconds < 1) {
      throw new IllegalArgumentException("--ttl must be positive");
    }
    byte[] encoded = LeaseGrantRequest.newBuilder().setTTL(ttlSeconds).build().toByteArray();
    return new Workload(
        "lease grant", Unread.descriptor(LeaseGrpc.getLeaseGrantMethod()), () -> encoded);
  }

  private static Workload of(
      String name,
      MethodDescriptor<? extends MessageLite, ? extends MessageLite> method,
      Template template) {
    return new Workload(name, Unread.descriptor(method), template::next);
  }

  /// The same pseudo-random printable bytes in every run, so runs are comparable.
  private static ByteString value(int bytes) {
    byte[] value = new byte[bytes];
    Random random = new Random(1);
    for (int i = 0; i < bytes; i++) {
      value[i] = (byte) ('0' + random.nextInt(75));
    }
    return ByteString.copyFrom(value);
  }
}
