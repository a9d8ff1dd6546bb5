package mvcc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A checkpoint of the index saves time and changes nothing.
class IndexCheckpointTest {

  private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

  @TempDir private Path folder;

  private final MemoryBackend backend = new MemoryBackend();
  private final SplittableRandom dice = new SplittableRandom(7);
  private Path file;
  private Store store;
  private long index;

  @BeforeEach
  void open() {
    file = folder.resolve("store-index");
    store = Store.open(backend, StoreLimits.defaults());
  }

  private void write(int count) {
    Batch batch = store.begin();
    for (int i = 0; i < count; i++) {
      ByteString key = ByteString.copyFromUtf8("k" + dice.nextInt(50));
      if (dice.nextInt(4) == 0) {
        batch.deleteRange(DeleteRangeRequest.newBuilder().setKey(key).build());
      } else {
        ByteString value = ByteString.copyFromUtf8("v" + i);
        batch.put(PutRequest.newBuilder().setKey(key).setValue(value).build());
      }
    }
    batch.commit(++index, 1);
  }

  private void checkpoint() {
    store.sync();
    new IndexCheckpoint(file, 1).write(store.view());
  }

  private Store reopened() {
    return Store.open(
        backend, StoreLimits.defaults(), LeaseCheck.NONE, new IndexCheckpoint(file, 1));
  }

  private static RangeResponse all(Store store, long revision) {
    return store
        .view()
        .range(
            RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setRevision(revision).build());
  }

  private void assertSameAsFromRows(Store opened) {
    Store fromRows = Store.open(backend, StoreLimits.defaults());
    long oldest = Math.max(1, fromRows.view().compactRevision());
    assertThat(opened.view().revision()).isEqualTo(fromRows.view().revision());
    for (long revision = oldest; revision <= fromRows.view().revision(); revision++) {
      assertThat(all(opened, revision)).isEqualTo(all(fromRows, revision));
    }
  }

  @Test
  void aStartFromACheckpointEqualsOneFromTheRows() {
    write(300);
    checkpoint();
    write(200);
    assertThat(new IndexCheckpoint(file, 1).read()).isNotNull();
    assertSameAsFromRows(reopened());
  }

  @Test
  void aCheckpointFromBeforeACompactionIsNotUsed() {
    write(300);
    checkpoint();
    write(100);
    Batch batch = store.begin();
    batch.compact(CompactionRequest.newBuilder().setRevision(store.view().revision()).build());
    batch.commit(++index, 1);
    while (store.compactSlice(100)) {}
    write(50);
    assertSameAsFromRows(reopened());
  }

  @Test
  void aCheckpointAfterACompactionIsUsedAgain() {
    write(300);
    Batch batch = store.begin();
    batch.compact(CompactionRequest.newBuilder().setRevision(200).build());
    batch.commit(++index, 1);
    checkpoint();
    while (store.compactSlice(100)) {}
    write(50);
    assertSameAsFromRows(reopened());
  }

  /// A checkpoint of some other store shows by its lies whether it is used.
  private void lie(int writes) {
    Store other = Store.open(new MemoryBackend(), StoreLimits.defaults());
    Batch batch = other.begin();
    for (int i = 0; i < writes; i++) {
      batch.put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("lie" + i)).build());
    }
    batch.commit(1, 1);
    new IndexCheckpoint(file, 1).write(other.view());
  }

  @Test
  void aCheckpointOfWhatIsSyncedIsUsed() {
    write(300);
    store.sync();
    lie(50);
    assertThat(reopened().view().state().index().get("lie1".getBytes(UTF_8))).isNotNull();
  }

  @Test
  void aCheckpointOfWhatWasNotSyncedIsNotUsed() {
    write(300);
    lie(50);
    assertSameAsFromRows(reopened());
  }

  @Test
  void aDamagedOrTornCheckpointIsAsGoodAsNone() throws IOException {
    write(300);
    checkpoint();
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; at += 97) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x10;
      Files.write(file, damaged);
      assertThat(new IndexCheckpoint(file, 1).read()).as("byte %d", at).isNull();
    }
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(new IndexCheckpoint(file, 1).read()).isNull();
    assertSameAsFromRows(reopened());
  }

  @Test
  void oneIsDueAfterEnoughRevisionsOrACompaction() {
    var checkpoint = new IndexCheckpoint(file, 100);
    write(50);
    assertThat(checkpoint.isDue(store.view())).isFalse();
    write(300);
    assertThat(checkpoint.isDue(store.view())).isTrue();
    store.sync();
    checkpoint.write(store.view());
    assertThat(checkpoint.isDue(store.view())).isFalse();
    Batch batch = store.begin();
    batch.compact(CompactionRequest.newBuilder().setRevision(100).build());
    batch.commit(++index, 1);
    assertThat(checkpoint.isDue(store.view())).isTrue();
  }
}
