package mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.PutRequest;
import org.junit.jupiter.api.Test;

/// Members that agree have the same hash, and others have not.
class KeyHashTest {

  private static RandomStore store(long seed) {
    var random = new RandomStore(seed);
    random.write(300);
    return random;
  }

  @Test
  void theSameHistoryHasTheSameHashAtEveryRevision() {
    var one = store(1);
    var other = store(1);
    for (long revision = 1; revision <= one.store().view().revision(); revision += 17) {
      assertThat(one.store().view().hash(revision)).isEqualTo(other.store().view().hash(revision));
    }
    assertThat(one.store().view().hash(0)).isEqualTo(other.store().view().hash(0));
    assertThat(one.store().view().hash(0)).isNotEqualTo(store(2).store().view().hash(0));
  }

  @Test
  void ofNothingThereIsAHashToo() {
    assertThat(store(1).store().view().hash(1).hash()).isNotZero();
  }

  @Test
  void whatACompactionLeftToBeRemovedDoesNotCount() {
    var slow = store(1);
    var quick = store(1);
    long revision = slow.store().view().revision() - 50;
    slow.compact(revision);
    quick.compact(revision);
    quick.scrub();
    assertThat(slow.store().view().hash(0)).isEqualTo(quick.store().view().hash(0));
    assertThat(slow.store().view().hash(0).compactRevision()).isEqualTo(revision);
    slow.store().compactSlice(10);
    assertThat(slow.store().view().hash(0)).isEqualTo(quick.store().view().hash(0));
  }

  @Test
  void laterWritesDoNotChangeTheHashOfARevision() {
    var random = store(3);
    var before = random.store().view().hash(0);
    random.write(40);
    assertThat(random.store().view().hash(before.revision())).isEqualTo(before);
    assertThat(random.store().view().hash(0).hash()).isNotEqualTo(before.hash());
  }

  @Test
  void aChangedByteOnTheDiskIsNoticed() {
    var random = store(4);
    var before = random.store().view().hash(0);
    byte[][] found = new byte[2][];
    random.backend.scan(
        RowKey.FIRST_REVISION,
        (row, value) -> {
          found[0] = row;
          found[1] = value.clone();
          return found[1].length < 100;
        });
    found[1][found[1].length - 1] ^= 1;
    random.backend.write(sink -> sink.put(found[0], found[1]), false);
    assertThat(random.store().view().hash(0).hash()).isNotEqualTo(before.hash());
  }

  @Test
  void onlyRevisionsThatCanBeReadHaveOne() {
    var random = store(5);
    long now = random.store().view().revision();
    random.compact(now - 10);
    var view = random.store().view();
    assertThat(view.hash(now - 10).revision()).isEqualTo(now - 10);
    assertThatThrownBy(() -> view.hash(now - 11)).hasMessage(EtcdError.COMPACTED.text());
    assertThatThrownBy(() -> view.hash(now + 1)).hasMessage(EtcdError.FUTURE_REVISION.text());
  }

  @Test
  void anOldViewIsHashedAsTheStoreStandsNow() {
    var random = store(6);
    var old = random.store().view();
    random.compact(random.store().view().revision());
    random.scrub();
    assertThat(old.hash(0)).isEqualTo(random.store().view().hash(0));
  }

  @Test
  void theHashOfAllTakesInTables() {
    var random = store(7);
    int before = random.store().view().hashOfAll();
    random.putRow("alarms", "a", "1");
    assertThat(random.store().view().hashOfAll()).isNotEqualTo(before);
    int after = random.store().view().hashOfAll();
    Batch batch = random.store().begin();
    batch.put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("x")).build());
    batch.commit(1000, 1);
    assertThat(random.store().view().hashOfAll()).isNotEqualTo(after);
  }
}
