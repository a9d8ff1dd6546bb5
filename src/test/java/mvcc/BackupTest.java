package mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backup holds the store as it stood, says so, and becomes that store again.
class BackupTest {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
  private static final RangeRequest ALL =
      RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build();

  @TempDir private Path folder;

  private static RandomStore store() {
    var random = new RandomStore(1);
    random.write(500);
    random.compact(100);
    random.scrub();
    random.putRow("members", "m", "old");
    random.putRow("leases", "l", "kept");
    return random;
  }

  private static byte[] bytes(BackupSource source) {
    var bytes = new ByteArrayOutputStream();
    try (source) {
      for (byte[] piece = source.next(); piece != null; piece = source.next()) {
        bytes.writeBytes(piece);
      }
    }
    return bytes.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("backup"), bytes);
  }

  @Test
  void itHasTheLengthThatClientsOfEtcdDemand() {
    byte[] bytes = bytes(store().store().backup());
    assertThat(bytes.length % 512).isEqualTo(32);
  }

  @Test
  void anEmptyStoreHasOneToo() throws IOException {
    var content = new Backup(file(bytes(new RandomStore(1).store().backup()))).verify();
    assertThat(content.revision()).isEqualTo(1);
    assertThat(content.rows()).isZero();
  }

  @Test
  void itHoldsTheStoreAsItStoodWhenItBegan() throws IOException {
    var random = store();
    var then = random.store().view();
    var source = random.store().backup();
    random.write(50);
    random.compact(random.store().view().revision());
    random.scrub();
    var restored = new MemoryBackend();
    new Backup(file(bytes(source))).restore(restored, 0, Set.of());
    var store = Store.open(restored, StoreLimits.defaults());
    assertThat(store.view().revision()).isEqualTo(then.revision());
    assertThat(store.view().compactRevision()).isEqualTo(100);
    assertThat(store.view().hash(0).hash()).isNotEqualTo(random.store().view().hash(0).hash());
    var untouched = store();
    assertThat(store.view().hash(0)).isEqualTo(untouched.store().view().hash(0));
    assertThat(store.view().range(ALL)).isEqualTo(untouched.store().view().range(ALL));
  }

  @Test
  void aRestoredStoreBelongsToNoLogAndToNoOldMembers() throws IOException {
    var restored = new MemoryBackend();
    new Backup(file(bytes(store().store().backup()))).restore(restored, 0, Set.of("members"));
    var store = Store.open(restored, StoreLimits.defaults());
    assertThat(store.appliedIndex()).isZero();
    assertThat(store.rows("members")).isEmpty();
    assertThat(store.rows("leases"))
        .containsExactly(
            new Store.Row(ByteString.copyFromUtf8("l"), ByteString.copyFromUtf8("kept")));
  }

  @Test
  void aBumpLeavesNoRevisionThatAnyoneMayHaveSeen() throws IOException {
    var random = store();
    long revision = random.store().view().revision();
    var restored = new MemoryBackend();
    new Backup(file(bytes(random.store().backup()))).restore(restored, 1000, Set.of());
    var store = Store.open(restored, StoreLimits.defaults());
    assertThat(store.view().revision()).isEqualTo(revision + 1000);
    assertThatThrownBy(() -> store.view().range(ALL.toBuilder().setRevision(revision).build()))
        .hasMessage(EtcdError.COMPACTED.text());
    assertThat(store.view().range(ALL).getKvsList())
        .isEqualTo(random.store().view().range(ALL).getKvsList());
    Batch batch = store.begin();
    batch.put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("new")).build());
    batch.commit(1, 1);
    assertThat(store.view().revision()).isEqualTo(revision + 1001);
    while (store.compactSlice(10)) {}
    assertThat(Store.open(restored, StoreLimits.defaults()).view().range(ALL))
        .isEqualTo(store.view().range(ALL));
  }

  @Test
  void damageIsFoundWhereverItIs() throws IOException {
    byte[] bytes = bytes(store().store().backup());
    for (int at = 0; at < bytes.length; at += 997) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x10;
      Path file = file(damaged);
      assertThatThrownBy(() -> new Backup(file).verify())
          .as("byte %d", at)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is no backup, or a damaged one");
    }
  }

  @Test
  void aTornOneIsFound() throws IOException {
    byte[] bytes = bytes(store().store().backup());
    for (int length : new int[] {0, 1, 32, 544, bytes.length - 512, bytes.length - 1}) {
      Path file = file(Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> new Backup(file).verify()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void onLevelDbItIsConsistentWhileWritesGoOn() throws IOException {
    try (var backend = LevelDbBackend.open(folder.resolve("db"))) {
      var store = Store.open(backend, StoreLimits.defaults());
      fill(store, 0, 300);
      var source = store.backup();
      byte[] first = source.next();
      fill(store, 300, 600);
      store.giveBackSpace();
      var rest = new ByteArrayOutputStream();
      rest.writeBytes(first);
      rest.writeBytes(bytes(source));
      assertThat(new Backup(file(rest.toByteArray())).verify().rows()).isEqualTo(300);
    }
  }

  private static void fill(Store store, int from, int to) {
    for (int i = from; i < to; i++) {
      Batch batch = store.begin();
      ByteString key = ByteString.copyFromUtf8("k" + i);
      batch.put(
          PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFrom(new byte[500])).build());
      batch.commit(i + 1L, 1);
    }
  }

  @Test
  void closingTheDatabaseEndsAnOpenBackupWithAnError() {
    var backend = LevelDbBackend.open(folder.resolve("db"));
    var store = Store.open(backend, StoreLimits.defaults());
    fill(store, 0, 300);
    var source = store.backup();
    source.next();
    store.close();
    assertThatThrownBy(source::next).isInstanceOf(BackendException.class);
    source.close();
  }
}
