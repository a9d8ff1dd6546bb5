package probe;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import mvccpb.KeyValue;

/// What one client asks for next, drawn from a seed and from what it heard before.
final class Workload {

  /// One request.
  record Errand(Kind kind, Message request) {}

  private static final int HUNDRED = 100;

  private final Keys keys;
  private final int client;
  private final RandomGenerator random;
  private final Map<ByteString, Long> modRevisions = new HashMap<>();
  private int values;

  Workload(Keys keys, int client, RandomGenerator random) {
    this.keys = keys;
    this.client = client;
    this.random = random;
  }

  Errand next() {
    Kind kind = kind(random.nextInt(HUNDRED));
    ByteString key = anyKey();
    return new Errand(
        kind,
        switch (kind) {
          case PUT -> Keys.put(key, value());
          case DELETE -> Keys.delete(key);
          case COMPARE_AND_SWAP ->
              Keys.compareAndSwap(key, modRevisions.getOrDefault(key, 0L), value());
          case PAIR -> pair(key);
          case READ -> Keys.read(key);
          case STALE_READ -> stale(Keys.read(key));
          case RANGE -> keys.all();
          case STALE_RANGE -> stale(keys.all());
        });
  }

  private static Kind kind(int roll) {
    if (roll < 45) {
      return roll < 25 ? Kind.PUT : roll < 32 ? Kind.DELETE : Kind.COMPARE_AND_SWAP;
    }
    if (roll < 75) {
      return roll < 50 ? Kind.PAIR : Kind.READ;
    }
    return roll < 85 ? Kind.STALE_READ : roll < 95 ? Kind.RANGE : Kind.STALE_RANGE;
  }

  private Message pair(ByteString one) {
    ByteString other = anyKey();
    return one.equals(other) ? Keys.put(one, value()) : Keys.pair(one, other, value());
  }

  private static RangeRequest stale(RangeRequest range) {
    return range.toBuilder().setSerializable(true).build();
  }

  private ByteString anyKey() {
    return keys.key(random.nextInt(keys.count()));
  }

  private String value() {
    return client + "." + values++;
  }

  /// Remembers what an answer says of keys, for the next guard.
  void heard(Message request, Message response) {
    switch (response) {
      case RangeResponse range -> {
        RangeRequest asked = (RangeRequest) request;
        if (asked.getRangeEnd().isEmpty()) {
          modRevisions.put(asked.getKey(), 0L);
        }
        range.getKvsList().forEach(this::saw);
      }
      case PutResponse put ->
          modRevisions.put(((PutRequest) request).getKey(), put.getHeader().getRevision());
      case TxnResponse txn -> heard((TxnRequest) request, txn);
      case DeleteRangeResponse _ -> {}
      default -> {}
    }
  }

  private void heard(TxnRequest request, TxnResponse response) {
    if (response.getSucceeded()) {
      request.getSuccessList().stream()
          .filter(RequestOp::hasRequestPut)
          .map(operation -> operation.getRequestPut().getKey())
          .forEach(key -> modRevisions.put(key, response.getHeader().getRevision()));
    } else {
      request.getCompareList().forEach(compare -> modRevisions.put(compare.getKey(), 0L));
      response.getResponsesList().stream()
          .flatMap(answer -> answer.getResponseRange().getKvsList().stream())
          .forEach(this::saw);
    }
  }

  private void saw(KeyValue pair) {
    modRevisions.put(pair.getKey(), pair.getModRevision());
  }
}
