package mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// Hashes by which members are compared: only at the same revision and compaction.
final class StoreHashesTest {

  private final RandomStore random = new RandomStore(1);
  private final StoreHashes hashes = new StoreHashes(() -> random.store().view(), Pace.FULL);

  private long revision() {
    return random.store().view().revision();
  }

  @Test
  void aStoreTellsHowFarItIsAndTheHashAskedFor() {
    random.write(50);
    KeyHash then = random.store().view().hash(0);
    random.write(50);
    Testimony told = hashes.testify(then.revision(), -1);
    View now = random.store().view();
    assertThat(told)
        .isEqualTo(new Testimony(now.appliedIndex(), now.revision(), now.compactRevision(), then));
  }

  @Test
  void withoutACompactionNothingIsKept() {
    random.write(50);
    hashes.keep();
    assertThat(hashes.kept()).isEmpty();
  }

  @Test
  void aHashOfAnotherCompactionIsNotMade() {
    random.write(50);
    random.compact(20);
    assertThat(hashes.testify(revision(), -1).hash()).isNull();
    assertThat(hashes.testify(revision(), 19).hash()).isNull();
    assertThat(hashes.testify(revision(), 21).hash()).isNull();
    assertThat(hashes.testify(revision(), 20).hash()).isNotNull();
    assertThat(hashes.testify(revision() + 1, 20).hash()).isNull();
  }

  @Test
  void whatACompactionLeftIsKeptWhateverComesLater() {
    random.write(50);
    random.compact(30);
    hashes.keep();
    KeyHash kept = hashes.kept().getFirst();
    assertThat(kept.revision()).isEqualTo(30);
    assertThat(kept.compactRevision()).isEqualTo(30);
    random.write(20);
    random.compact(revision());
    random.scrub();
    assertThat(hashes.testify(30, 30).hash()).isEqualTo(kept);
    assertThat(hashes.testify(31, 31).hash()).isNull();
  }

  @Test
  void membersThatPassACompactionEarlyAndLateKeepTheSame() {
    random.write(100);
    random.compact(60);
    hashes.keep();
    random.scrub();
    random.write(30);
    var late = new StoreHashes(() -> random.store().view(), Pace.FULL);
    late.keep();
    assertThat(late.kept()).isEqualTo(hashes.kept()).hasSize(1);
    var asked = new StoreHashes(() -> random.store().view(), Pace.FULL);
    assertThat(asked.testify(60, 60).hash()).isEqualTo(hashes.kept().getFirst());
    assertThat(asked.kept()).isEqualTo(hashes.kept());
  }

  @Test
  void theLastTenAreKept() {
    List<Long> compactions = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      random.write(10);
      random.compact(revision());
      hashes.keep();
      hashes.keep();
      compactions.addFirst(revision());
    }
    assertThat(hashes.kept().stream().map(KeyHash::revision)).isEqualTo(compactions.subList(0, 10));
  }

  @Test
  void aWalkRestsBetweenItsPieces() {
    List<Long> worked = new ArrayList<>();
    random.write(20_000);
    assertThat(random.store().view().hash(0, worked::add)).isEqualTo(random.store().view().hash(0));
    assertThat(worked).isNotEmpty().allMatch(nanos -> nanos >= 0);
  }

  @Test
  void aWalkIsGivenUpByAnInterruption() {
    random.write(20_000);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> random.store().view().hash(0, Pace.of(0.5)))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void whoHasAppliedMoreHasComeAsFar() {
    var at10 = new Testimony(10, 100, 50, null);
    assertThat(new Testimony(10, 100, 50, null).isShortOf(at10)).isFalse();
    assertThat(new Testimony(11, 101, 50, null).isShortOf(at10)).isFalse();
    assertThat(new Testimony(11, 100, 60, null).isShortOf(at10)).isFalse();
    assertThat(new Testimony(9, 90, -1, null).isShortOf(at10)).as("it has time").isFalse();
    assertThat(new Testimony(11, 99, 50, null).isShortOf(at10)).isTrue();
    assertThat(new Testimony(10, 99, 50, null).isShortOf(at10)).isTrue();
    assertThat(new Testimony(12, 110, 49, null).isShortOf(at10)).isTrue();
    assertThat(at10.isShortOf(new Testimony(9, 101, 50, null))).isTrue();
    assertThat(at10.isShortOf(new Testimony(9, 99, 51, null))).isTrue();
  }
}
