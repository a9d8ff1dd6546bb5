package mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The generations of a key, as etcd's `key_index.go` tells them.
class KeyHistoryTest {

  /// put 2, put 4, delete 6, put 8, put 10, delete 12 (first change of each revision).
  private static KeyHistory twoLives() {
    return put(2, 2, 1, 0)
        .append(put(4, 2, 2, 7))
        .append(KeyState.tombstone(6, 0))
        .append(put(8, 8, 1, 0))
        .append(put(10, 8, 2, 9))
        .append(KeyState.tombstone(12, 0));
  }

  private static KeyState put(long main, long create, long version, long lease) {
    return new KeyState(0, main, create, version, lease);
  }

  @Test
  void existsFromCreationToDeletion() {
    KeyHistory history = twoLives();
    assertThat(history.at(1)).isNull();
    assertThat(history.at(2)).isEqualTo(put(2, 2, 1, 0));
    assertThat(history.at(3)).isEqualTo(put(2, 2, 1, 0));
    assertThat(history.at(5)).isEqualTo(put(4, 2, 2, 7));
    assertThat(history.at(6)).isNull();
    assertThat(history.at(7)).isNull();
    assertThat(history.at(8)).isEqualTo(put(8, 8, 1, 0));
    assertThat(history.at(11)).isEqualTo(put(10, 8, 2, 9));
    assertThat(history.at(12)).isNull();
    assertThat(history.live()).isFalse();
  }

  @Test
  void compactionKeepsTheNewestRevisionUpToIt() {
    assertThat(twoLives().dead(1)).isZero();
    assertThat(twoLives().dead(2)).isZero();
    assertThat(twoLives().dead(4)).isEqualTo(1);
    assertThat(twoLives().dead(5)).isEqualTo(1);
    assertThat(twoLives().dead(11)).isEqualTo(4);
  }

  @Test
  void compactionKeepsATombstoneAtItsOwnRevisionOnly() {
    assertThat(twoLives().dead(6)).isEqualTo(2);
    assertThat(twoLives().dead(7)).isEqualTo(3);
    assertThat(twoLives().dead(12)).isEqualTo(5);
    assertThat(twoLives().dead(13)).isEqualTo(6);
    assertThat(KeyState.tombstone(12, 0).dead(12)).isZero();
    assertThat(KeyState.tombstone(12, 0).dead(13)).isEqualTo(1);
    assertThat(put(2, 2, 1, 0).dead(13)).isZero();
  }

  @Test
  void createRevisionOutlivesTheRevisionThatCreated() {
    KeyHistory rest = twoLives().dropOldest(1);
    assertThat(rest).isNotNull();
    assertThat(rest.at(4)).isEqualTo(put(4, 2, 2, 7));
    assertThat(rest.at(3)).isNull();
    assertThat(rest.at(10)).isEqualTo(put(10, 8, 2, 9));
  }

  @Test
  void isOneSmallObjectAgainWhenOneRevisionIsLeft() {
    assertThat(twoLives().dropOldest(5)).isEqualTo(KeyState.tombstone(12, 0));
    assertThat(twoLives().dropOldest(6)).isNull();
  }

  @Test
  void anEarlierVersionDoesNotSeeWhatIsAppendedLater() {
    KeyHistory earlier = put(2, 2, 1, 0).append(put(3, 2, 2, 0));
    KeyHistory later = earlier.append(put(4, 2, 3, 5));
    assertThat(earlier.at(9)).isEqualTo(put(3, 2, 2, 0));
    assertThat(later.at(9)).isEqualTo(put(4, 2, 3, 5));
    assertThat(earlier.size()).isEqualTo(2);
  }

  @Test
  void whatWasAppendedAndGivenUpIsOverwritten() {
    KeyHistory base = put(2, 2, 1, 5).append(put(3, 2, 2, 0));
    base.append(put(4, 2, 3, 5));
    assertThat(base.append(put(4, 2, 3, 0)).newest()).isEqualTo(put(4, 2, 3, 0));
  }

  @Test
  void theLastOfSeveralChangesInOneRevisionCounts() {
    KeyState first = new KeyState(0, 5, 5, 1, 0);
    KeyState second = new KeyState(2, 5, 5, 2, 0);
    assertThat(first.append(second).at(5)).isEqualTo(second);
    assertThat(first.append(KeyState.tombstone(5, 1)).at(5)).isNull();
    assertThat(first.append(second).dead(5)).isEqualTo(1);
  }

  @Test
  void aKeyWrittenAMillionTimesIsReadAtEachRevision() {
    KeyHistory history = put(1, 1, 1, 0);
    for (int i = 2; i <= 1_000_000; i++) {
      history = history.append(put(i, 1, i, 0));
    }
    for (int i = 1; i <= 1_000_000; i += 997) {
      assertThat(history.at(i)).isEqualTo(put(i, 1, i, 0));
    }
    assertThat(history.dropOldest(999_000)).isNotNull().matches(rest -> rest.size() == 1_000);
  }
}
