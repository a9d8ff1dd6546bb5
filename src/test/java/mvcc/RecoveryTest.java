package mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// What a crash of the machine may do to the store.
class RecoveryTest {

  private final MemoryBackend backend = new MemoryBackend();
  private Store store = Store.open(backend, StoreLimits.defaults());

  private void put(long index, String key, String value) {
    Batch batch = store.begin();
    batch.put(put(key, value));
    batch.commit(index, 1);
  }

  private static PutRequest put(String key, String value) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFromUtf8(value))
        .build();
  }

  private void reopen() {
    store = Store.open(backend, StoreLimits.defaults());
  }

  @Test
  void theAppliedIndexIsThatOfTheDataWhateverIsLost() {
    for (int i = 1; i <= 10; i++) {
      put(i, "a", "x");
    }
    backend.crash(6);
    reopen();
    assertThat(store.appliedIndex()).isEqualTo(6);
    assertThat(store.appliedTerm()).isEqualTo(1);
    assertThat(store.view().revision()).isEqualTo(7);
  }

  @Test
  void syncedBatchesSurvive() {
    put(1, "a", "x");
    store.sync();
    put(2, "a", "y");
    backend.crash(0);
    reopen();
    assertThat(store.appliedIndex()).isEqualTo(1);
  }

  @Test
  void batchesThatChangeATableAreSynced() {
    Batch batch = store.begin();
    batch.putRow("leases", ByteString.copyFromUtf8("1"), ByteString.EMPTY);
    batch.commit(1, 1);
    backend.crash(0);
    reopen();
    assertThat(store.appliedIndex()).isEqualTo(1);
    assertThat(store.rows("leases")).hasSize(1);
  }

  @Test
  void aHoleInWhatWasNotSyncedRollsBackToWhatWas() {
    put(1, "a", "1");
    store.sync();
    put(2, "a", "2");
    put(3, "b", "3");
    put(4, "a", "4");
    backend.crash(write -> write != 1);
    reopen();
    assertThat(store.appliedIndex()).isEqualTo(1);
    assertThat(store.view().revision()).isEqualTo(2);
    put(2, "a", "2");
    reopen();
    assertThat(store.appliedIndex()).isEqualTo(2);
  }

  @Test
  void aLossOfSyncedRowsIsTold() {
    put(1, "a", "1");
    put(2, "a", "2");
    store.sync();
    backend.write(sink -> sink.delete(RowKey.of(2)), true);
    assertThatThrownBy(this::reopen)
        .isInstanceOf(BackendException.class)
        .hasMessage("store damaged: revision 2 is missing");
  }

  /// Any unsynced batches may be lost; what is left is a state there was, and applying the entries
  /// from its applied index on gives the state without a crash.
  @Property(tries = 300)
  void replayAfterAnyLossGivesTheSameState(@ForAll long seed) {
    Random random = new Random(seed);
    MemoryBackend spared = new MemoryBackend();
    MemoryBackend crashing = new MemoryBackend();
    Store calm = Store.open(spared, StoreLimits.defaults());
    Store stormy = Store.open(crashing, StoreLimits.defaults());
    List<Entry> log = new ArrayList<>();
    for (int step = 0; step < 60; step++) {
      Entry entry = new Entry(random, log.size() + 1, calm.view().revision());
      log.add(entry);
      entry.applyTo(calm);
      entry.applyTo(stormy);
      if (random.nextInt(5) == 0) {
        stormy.compactSlice(1 + random.nextInt(4));
      }
      if (random.nextInt(10) == 0) {
        stormy.sync();
      }
      if (random.nextInt(10) == 0) {
        crashing.crash(_ -> random.nextBoolean());
        stormy = Store.open(crashing, StoreLimits.defaults());
        for (Entry again : log.subList((int) stormy.appliedIndex(), log.size())) {
          again.applyTo(stormy);
        }
      }
      same(calm, stormy);
    }
  }

  private static void same(Store calm, Store stormy) {
    assertThat(stormy.view().compactRevision()).isEqualTo(calm.view().compactRevision());
    assertThat(stormy.rows("table")).isEqualTo(calm.rows("table"));
    long first = Math.max(1, calm.view().compactRevision());
    for (long revision = first; revision <= calm.view().revision(); revision++) {
      assertThat(all(stormy, revision)).isEqualTo(all(calm, revision));
    }
  }

  private static RangeResponse all(Store store, long revision) {
    return store
        .view()
        .range(
            RangeRequest.newBuilder()
                .setRangeEnd(ByteString.copyFrom(new byte[1]))
                .setRevision(revision)
                .build());
  }

  /// One committed entry, drawn once and applied as often as needed.
  private record Entry(long index, int kind, String key, long compact) {
    Entry(Random random, long index, long revision) {
      this(
          index,
          random.nextInt(12),
          String.valueOf((char) ('a' + random.nextInt(4))),
          random.nextLong(revision) + 1);
    }

    void applyTo(Store store) {
      Batch batch = store.begin();
      if (kind == 0 && compact > store.view().compactRevision()) {
        batch.compact(CompactionRequest.newBuilder().setRevision(compact).build());
      } else if (kind == 1) {
        batch.putRow("table", ByteString.copyFromUtf8(key), ByteString.copyFromUtf8("" + index));
      } else if (kind > 2) {
        batch.put(put(key, "" + index));
      }
      batch.commit(index, 1);
    }
  }
}
