package mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bytes in use are those of the rows there are, at any time.
class StoreWeightTest {

  @TempDir private Path folder;

  private static long bytesOfRows(Backend backend) {
    long[] sum = {0};
    backend.scan(
        RowKey.FIRST_REVISION,
        (row, value) -> {
          sum[0] += RowKey.isRevision(row) ? row.length + value.length : 0;
          return true;
        });
    return sum[0];
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theyFollowEveryWriteCompactionAndStart(long seed) {
    var random = new RandomStore(seed);
    for (int round = 1; round <= 5; round++) {
      random.write(200);
      assertThat(random.store().view().liveBytes()).isEqualTo(bytesOfRows(random.backend));
      random.compact(random.store().view().revision() - 20);
      random.store().compactSlice(10);
      assertThat(random.store().view().liveBytes()).isEqualTo(bytesOfRows(random.backend));
      random.reopen();
      assertThat(random.store().view().liveBytes()).isEqualTo(bytesOfRows(random.backend));
      random.scrub();
      assertThat(random.store().view().liveBytes()).isEqualTo(bytesOfRows(random.backend));
    }
  }

  @Test
  void aCheckpointRemembersThem() {
    var random = new RandomStore(6);
    var checkpoint = new IndexCheckpoint(folder.resolve("index"), 1);
    random.write(300);
    random.store().sync();
    checkpoint.write(random.store().view());
    random.write(50);
    random.store().sync();
    var reopened =
        Store.open(
            random.backend,
            StoreLimits.defaults(),
            LeaseCheck.NONE,
            new IndexCheckpoint(folder.resolve("index"), 1));
    assertThat(reopened.view().liveBytes()).isEqualTo(bytesOfRows(random.backend)).isPositive();
  }
}
