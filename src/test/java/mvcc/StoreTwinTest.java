package mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcd.EtcdException;
import etcdserverpb.RangeRequest;
import etcdserverpb.TxnRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The store answers every request as its twin does, to the last field, through compactions, slices
/// of scrubbing and reopening. A failure is told as a seed and a number of steps.
class StoreTwinTest {

  private static final int STEPS = 400;

  @Property(tries = 600)
  void agreesInMemory(@ForAll long seed, @ForAll @IntRange(min = 1, max = STEPS) int steps) {
    MemoryBackend rows = new MemoryBackend();
    new Run(seed, () -> rows).steps(steps);
  }

  @Property(tries = 12)
  void agreesOnLevelDb(@ForAll long seed, @ForAll @IntRange(min = 1, max = STEPS) int steps)
      throws IOException {
    inDirectory(directory -> new Run(seed, () -> LevelDbBackend.open(directory)).steps(steps));
  }

  @Property(tries = 12)
  void agreesOnLevelDbInJava(@ForAll long seed, @ForAll @IntRange(min = 1, max = STEPS) int steps)
      throws IOException {
    inDirectory(directory -> new Run(seed, () -> PureJavaBackend.open(directory)).steps(steps));
  }

  private interface InDirectory {
    void run(Path directory);
  }

  private static void inDirectory(InDirectory test) throws IOException {
    Path directory = Files.createTempDirectory("store");
    try {
      test.run(directory);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private static final class Run {
    private final Random random;
    private final RandomRequests requests;
    private final Supplier<Backend> backend;
    private final Twin twin = new Twin(RandomRequests.LEASES);
    private Store store;
    private Batch batch;
    private long index;

    Run(long seed, Supplier<Backend> backend) {
      this.random = new Random(seed);
      this.requests = new RandomRequests(random);
      this.backend = backend;
      this.store = Store.open(backend.get(), StoreLimits.defaults(), RandomRequests.LEASES);
      this.batch = store.begin();
    }

    void steps(int count) {
      for (int i = 0; i < count; i++) {
        step();
      }
      commit();
      while (store.compactSlice(1 + random.nextInt(20))) {}
      reopen();
      readAll();
      store.close();
    }

    private void step() {
      long current = twin.kept();
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> {
          var put = requests.put();
          same(() -> twin.put(put), () -> batch.put(put));
        }
        case 5, 6 -> {
          var delete = requests.delete();
          same(() -> twin.deleteRange(delete), () -> batch.deleteRange(delete));
        }
        case 7, 8, 9, 10, 11 -> {
          var txn = requests.txn(current, true);
          same(() -> twin.txn(txn), () -> batch.txn(txn));
        }
        case 12 -> {
          var compact = requests.compact(current);
          same(() -> twin.compact(compact), () -> batch.compact(compact));
        }
        case 13, 14 -> {
          commit();
          read();
        }
        case 15 -> {
          commit();
          readAll();
        }
        case 16 -> {
          commit();
          store.compactSlice(1 + random.nextInt(5));
          batch = store.begin();
        }
        case 17 -> {
          commit();
          reopen();
        }
        default -> assertThat(batch.revision()).isEqualTo(current);
      }
    }

    private void commit() {
      index++;
      batch.commit(index, 7);
      batch = store.begin();
    }

    private void reopen() {
      store.close();
      store = Store.open(backend.get(), StoreLimits.defaults(), RandomRequests.LEASES);
      assertThat(store.appliedIndex()).isEqualTo(index);
      batch = store.begin();
    }

    private void read() {
      View view = store.view();
      RangeRequest range = requests.range(twin.kept());
      same(() -> new TwinRange(twin, range).run(), () -> view.range(range));
      TxnRequest txn = requests.txn(twin.kept(), false);
      same(() -> twin.txn(txn), () -> view.readOnlyTxn(txn));
    }

    private void readAll() {
      View view = store.view();
      assertThat(view.revision()).isEqualTo(twin.kept());
      assertThat(view.compactRevision()).isEqualTo(twin.compacted());
      for (long revision = 1; revision <= twin.kept(); revision++) {
        RangeRequest all =
            RangeRequest.newBuilder()
                .setRangeEnd(ByteString.copyFrom(new byte[1]))
                .setRevision(revision)
                .build();
        same(() -> new TwinRange(twin, all).run(), () -> view.range(all));
        RangeRequest count = all.toBuilder().setCountOnly(true).setKey(requests.bytes()).build();
        same(() -> new TwinRange(twin, count).run(), () -> view.range(count));
      }
    }

    private static void same(Supplier<Message> twin, Supplier<Message> store) {
      assertThat(answer(store)).isEqualTo(answer(twin));
    }

    private static Object answer(Supplier<Message> request) {
      try {
        return request.get();
      } catch (EtcdException e) {
        return e.error();
      }
    }
  }
}
