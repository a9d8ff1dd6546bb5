package mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The bytes on disk, which later versions must still read.
class RowKeyTest {

  private static List<String> rows(Backend backend) {
    List<String> rows = new ArrayList<>();
    HexFormat hex = HexFormat.of();
    backend.scan(
        new byte[0],
        (key, value) -> rows.add(hex.formatHex(key) + " " + hex.formatHex(value)));
    return rows;
  }

  @Test
  void rowsHaveTheBytesTheyAlwaysHad() {
    MemoryBackend backend = new MemoryBackend();
    Store store = Store.open(backend, StoreLimits.defaults(), _ -> true);
    Batch batch = store.begin();
    ByteString key = ByteString.copyFromUtf8("key");
    batch.put(
        PutRequest.newBuilder()
            .setKey(key)
            .setValue(ByteString.copyFromUtf8("value"))
            .setLease(0x1234)
            .build());
    batch.deleteRange(DeleteRangeRequest.newBuilder().setKey(key).build());
    batch.putRow("members", ByteString.copyFromUtf8("1"), ByteString.copyFromUtf8("one"));
    batch.commit(9, 4);
    String standing = "01" + "0000000000000003" + "ffffffffffffffff" + "0000000000000009"
        + "0000000000000004";
    assertThat(rows(backend))
        .containsExactly(
            "6b00000000000000025f0000000000000000 "
                + "0a036b6579" + "1002" + "1802" + "2001" + "2a0576616c7565" + "30b424",
            "6b00000000000000035f000000000000000074 0a036b6579",
            "73 " + standing,
            "7364 " + standing,
            "746d656d6265727300" + "31 6f6e65");
  }

  @Test
  void rowsStandInTheOrderTheyWereWritten() {
    byte[] first = RowKey.of(new KeyState(255, 1, 1, 1, 0));
    byte[] second = RowKey.of(KeyState.tombstone(1, 256));
    byte[] third = RowKey.of(new KeyState(0, 256, 1, 1, 0));
    assertThat(java.util.Arrays.compareUnsigned(first, second)).isNegative();
    assertThat(java.util.Arrays.compareUnsigned(second, third)).isNegative();
    assertThat(RowKey.isTombstone(second)).isTrue();
    assertThat(RowKey.isTombstone(third)).isFalse();
    assertThat(RowKey.main(third)).isEqualTo(256);
    assertThat(RowKey.sub(second)).isEqualTo(256);
  }
}
