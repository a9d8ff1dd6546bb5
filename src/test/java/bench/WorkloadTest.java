package bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests made by copying a template are the requests that were meant.
final class WorkloadTest {

  /// 127 and 16,383 are the longest values whose length takes one and two bytes; 255 has a length
  /// byte of all ones.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 16_383, 16_384})
  void putsHaveTheirKeyAndValue(int valueBytes) throws InvalidProtocolBufferException {
    Workload puts = Workload.put(KeySpace.of(3, 1, true), valueBytes);
    for (String key : new String[] {"0", "1", "2", "0"}) {
      PutRequest put = PutRequest.parseFrom(puts.requests().get());
      assertThat(put.getKey().toStringUtf8()).isEqualTo(key);
      assertThat(put.getValue().size()).isEqualTo(valueBytes);
      assertThat(put.getValue().isValidUtf8()).isTrue();
    }
  }

  @Test
  void keysAreFilledUpWithZeros() throws InvalidProtocolBufferException {
    Workload puts = Workload.put(KeySpace.of(1000, 8, true), 1);
    puts.requests().get();
    assertThat(PutRequest.parseFrom(puts.requests().get()).getKey().toStringUtf8())
        .isEqualTo("00000001");
  }

  @Test
  void randomKeysStayInTheirSpaceAndReachAllOfIt() throws InvalidProtocolBufferException {
    Workload puts = Workload.put(KeySpace.of(10, 2, false), 1);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      seen.add(PutRequest.parseFrom(puts.requests().get()).getKey().toStringUtf8());
    }
    assertThat(seen)
        .containsExactlyInAnyOrder("00", "01", "02", "03", "04", "05", "06", "07", "08", "09");
  }

  @Test
  void transactionsPutDifferentKeys() throws InvalidProtocolBufferException {
    Workload txns = Workload.txn(KeySpace.of(100, 4, true), 8, 3);
    txns.requests().get();
    TxnRequest txn = TxnRequest.parseFrom(txns.requests().get());
    assertThat(txn.getSuccessList())
        .extracting(RequestOp::getRequestPut)
        .extracting(put -> put.getKey().toStringUtf8())
        .containsExactly("0003", "0004", "0005");
  }

  @Test
  void transactionsDoNotPutAKeyTwice() {
    assertThatThrownBy(() -> Workload.txn(KeySpace.of(100, 4, false), 8, 3))
        .hasMessageContaining("--sequential-keys");
    assertThatThrownBy(() -> Workload.txn(KeySpace.of(2, 4, true), 8, 3))
        .hasMessageContaining("as many keys");
  }

  @Test
  void readsKeepTheirShape() throws InvalidProtocolBufferException {
    RangeRequest shape =
        RangeRequest.newBuilder()
            .setRangeEnd(ByteString.copyFrom(new byte[1]))
            .setLimit(500)
            .setSerializable(true)
            .build();
    Workload ranges = Workload.range(KeySpace.of(10, 16, true), shape);
    assertThat(RangeRequest.parseFrom(ranges.requests().get()))
        .isEqualTo(shape.toBuilder().setKey(ByteString.copyFromUtf8("0".repeat(16))).build());
  }

  @Test
  void keysFitTheirSize() {
    assertThatThrownBy(() -> KeySpace.of(101, 2, false)).hasMessageContaining("too short");
    assertThat(KeySpace.of(100, 2, false).keys()).isEqualTo(100);
  }
}
