package mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import etcdserverpb.CompactionRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints what the store costs with a million keys of 256 bytes: CPU time of the calling thread,
/// which other work on the machine disturbs least.
@Tag("long")
class StoreBench {

  private static final int KEYS = Integer.getInteger("bench.keys", 1_000_000);
  private static final int BATCH = 1_000;
  private static final int VALUE_BYTES = 256;

  private final Random random = new Random(1);
  private long index;

  @TempDir private Path directory;

  private static ByteString key(int i) {
    String name = String.format(Locale.ROOT, "/registry/pods/%010d", i);
    return UnsafeByteOperations.unsafeWrap(name.getBytes(StandardCharsets.UTF_8));
  }

  private ByteString value() {
    byte[] bytes = new byte[VALUE_BYTES];
    random.nextBytes(bytes);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  @Test
  void inMemory() {
    MemoryBackend rows = new MemoryBackend();
    run("memory", () -> rows);
  }

  @Test
  void onLevelDb() {
    run("leveldb jni", () -> LevelDbBackend.open(directory));
  }

  @Test
  void onLevelDbInJava() {
    run("leveldb java", () -> PureJavaBackend.open(directory));
  }

  private void run(String name, Supplier<Backend> backend) {
    System.out.printf("%n== %s, %,d keys%n", name, KEYS);
    Store store = Store.open(backend.get(), StoreLimits.defaults());
    int[] order = shuffled();
    fill(store, "put new, random order", i -> order[i]);
    fill(store, "put again, random keys", _ -> random.nextInt(KEYS));
    memory();
    for (int i = 0; i < 3; i++) {
      store.close();
      long begin = cpu();
      Store opened = Store.open(backend.get(), StoreLimits.defaults());
      line("open with two revisions a key", cpu() - begin, 1);
      store = opened;
    }
    read(store);
    compact(store);
    for (int i = 0; i < 3; i++) {
      store.close();
      long begin = cpu();
      store = Store.open(backend.get(), StoreLimits.defaults());
      line("open with one revision a key", cpu() - begin, 1);
    }
    memory();
    read(store);
    store.close();
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private int[] shuffled() {
    int[] order = new int[KEYS];
    for (int i = 0; i < KEYS; i++) {
      int at = random.nextInt(i + 1);
      order[i] = order[at];
      order[at] = i;
    }
    return order;
  }

  private void fill(Store store, String what, java.util.function.IntUnaryOperator keys) {
    long applying = 0;
    long committing = 0;
    for (int from = 0; from < KEYS; from += BATCH) {
      PutRequest[] puts = new PutRequest[BATCH];
      for (int i = 0; i < BATCH; i++) {
        ByteString key = key(keys.applyAsInt(from + i));
        puts[i] = PutRequest.newBuilder().setKey(key).setValue(value()).build();
      }
      long begin = cpu();
      Batch batch = store.begin();
      for (PutRequest put : puts) {
        batch.put(put);
      }
      long applied = cpu();
      batch.commit(++index, 1);
      applying += applied - begin;
      committing += cpu() - applied;
    }
    line(what + ": apply, each", applying, KEYS);
    line(what + ": commit, each", committing, KEYS);
  }

  private void read(Store store) {
    View view = store.view();
    RangeRequest all =
        RangeRequest.newBuilder()
            .setKey(key(0))
            .setRangeEnd(ByteString.copyFrom(new byte[1]))
            .build();
    long earlier = Math.max(view.compactRevision(), view.revision() - 1000);
    time("count all", 1000, _ -> view.range(all.toBuilder().setCountOnly(true).build()));
    time(
        "count all, 1000 revisions ago",
        100,
        _ -> view.range(all.toBuilder().setCountOnly(true).setRevision(earlier).build()));
    time("page of 500", 200, i -> view.range(page(i)));
    time(
        "page of 500, 1000 revisions ago",
        200,
        i -> view.range(page(i).toBuilder().setRevision(earlier).build()));
    time(
        "page of 500, keys only",
        1000,
        i -> view.range(page(i).toBuilder().setKeysOnly(true).build()));
    time("get", 200_000, _ -> view.range(get(random.nextInt(KEYS))));
    time("get of a hot key", 200_000, _ -> view.range(get(7)));
    time(
        "get, keys only",
        200_000,
        _ -> view.range(get(random.nextInt(KEYS)).toBuilder().setKeysOnly(true).build()));
    time("hash of all", 3, _ -> view.hash(0));
    time("list of 10,000", 5, _ -> view.range(all.toBuilder().setLimit(10_000).build()));
  }

  private static RangeRequest get(int i) {
    return RangeRequest.newBuilder().setKey(key(i)).build();
  }

  private RangeRequest page(int i) {
    return RangeRequest.newBuilder()
        .setKey(key(random.nextInt(KEYS - 500) + i % 2))
        .setRangeEnd(ByteString.copyFrom(new byte[1]))
        .setLimit(500)
        .build();
  }

  private void compact(Store store) {
    Batch batch = store.begin();
    batch.compact(CompactionRequest.newBuilder().setRevision(store.view().revision()).build());
    batch.commit(++index, 1);
    long begin = cpu();
    long worst = 0;
    boolean more = true;
    int slices = 0;
    while (more) {
      long slice = cpu();
      more = store.compactSlice(BATCH);
      worst = Math.max(worst, cpu() - slice);
      slices++;
    }
    line("compact all, in " + slices + " slices", cpu() - begin, 1);
    line("longest slice", worst, 1);
  }

  private static void time(String what, int times, IntConsumer run) {
    for (int i = 0; i < Math.max(1, times / 5); i++) {
      run.accept(i);
    }
    long begin = cpu();
    for (int i = 0; i < times; i++) {
      run.accept(i);
    }
    line(what, cpu() - begin, times);
  }

  private static void memory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    System.out.printf("%-45s %,12d bytes a key%n", "heap in use", used / KEYS);
  }

  private static void line(String what, long nanos, int times) {
    System.out.printf(Locale.ROOT, "%-45s %,15.1f us%n", what, nanos / 1e3 / times);
  }
}
