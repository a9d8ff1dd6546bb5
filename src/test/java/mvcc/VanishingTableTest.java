package mvcc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.iq80.leveldb.DBComparator;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.impl.DbImpl;
import org.iq80.leveldb.impl.Iq80DBFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// LevelDB in Java deletes a table while a reader is about to open it: the reader has chosen it by
/// comparing keys, a compaction puts its rows into another and ends.
@Timeout(30)
final class VanishingTableTest {

  @TempDir private Path directory;

  private final Order order = new Order();

  private DbImpl open() throws IOException {
    return (DbImpl)
        Iq80DBFactory.factory.open(
            directory.toFile(), new Options().createIfMissing(true).comparator(order));
  }

  private static void put(Backend backend, String... keys) {
    backend.write(
        sink -> Arrays.stream(keys).forEach(key -> sink.put(bytes(key), bytes("of " + key))),
        false);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  @Test
  void aReaderWhoseTableWasCompactedAwayFindsTheRowInTheNextOne() throws Exception {
    var db = open();
    try (var backend = new OrderedDb(directory, db, PureJavaBackend::compact)) {
      put(backend, "a", "k", "z");
      PureJavaBackend.compact(db, bytes("a"), bytes("z"));

      var read =
          CompletableFuture.supplyAsync(() -> order.holdingUp(() -> backend.get(bytes("k"))));
      order.reached.await();
      put(backend, "a", "z");
      PureJavaBackend.compact(db, bytes("a"), bytes("z"));
      order.goOn.countDown();

      assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(bytes("of k"));
    }
  }

  @Test
  void aTableThatIsReallyGoneIsSaidToBe() throws Exception {
    var db = open();
    put(new OrderedDb(directory, db, PureJavaBackend::compact), "a", "k", "z");
    PureJavaBackend.compact(db, bytes("a"), bytes("z"));
    db.close();
    try (var backend = new OrderedDb(directory, open(), PureJavaBackend::compact)) {
      for (File table : directory.toFile().listFiles((_, name) -> name.endsWith(".sst"))) {
        assertThat(table.delete()).isTrue();
      }

      assertThatThrownBy(() -> backend.get(bytes("k")))
          .hasMessageContaining("Could not open table");
    }
  }

  /// The order of bytes, in which one reader can be held up at its first look.
  private static final class Order implements DBComparator {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ThreadLocal<Boolean> isHeldUp = ThreadLocal.withInitial(() -> false);

    byte[] holdingUp(Supplier<byte[]> read) {
      isHeldUp.set(true);
      return read.get();
    }

    @Override
    public int compare(byte[] a, byte[] b) {
      if (isHeldUp.get()) {
        isHeldUp.set(false);
        reached.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return Arrays.compareUnsigned(a, b);
    }

    @Override
    public String name() {
      return "bytes";
    }

    @Override
    public byte[] findShortestSeparator(byte[] start, byte[] limit) {
      return start;
    }

    @Override
    public byte[] findShortSuccessor(byte[] key) {
      return key;
    }
  }
}
