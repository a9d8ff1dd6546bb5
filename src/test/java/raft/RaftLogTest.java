package raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Figure 2's `log[]`.
final class RaftLogTest {

  /// What every entry below costs in memory.
  private static final int SIZE = 35;

  private final RaftLog log = log(1, 1, 2, 2, 4);

  private static RaftLog log(long... terms) {
    return new RaftLog(EntryId.ZERO, List.of(), entries(1, terms));
  }

  private static List<Entry> entries(long first, long... terms) {
    var entries = new ArrayList<Entry>();
    for (long term : terms) {
      entries.add(Entry.proposal(first + entries.size(), term, ByteString.copyFromUtf8("abc")));
    }
    return entries;
  }

  private static EntryId id(long index, long term) {
    return new EntryId(index, term);
  }

  @Test
  void aNewLogEndsBeforeTheFirstEntry() {
    assertThat(RaftLog.empty().last()).isEqualTo(EntryId.ZERO);
    assertThat(RaftLog.empty().contains(EntryId.ZERO)).isTrue();
    assertThat(RaftLog.empty().contains(id(1, 1))).isFalse();
  }

  @Test
  void knowsItsEntriesByIndexAndTerm() {
    assertThat(log.contains(EntryId.ZERO)).isTrue();
    assertThat(log.contains(id(3, 2))).isTrue();
    assertThat(log.contains(id(3, 1))).isFalse();
    assertThat(log.contains(id(6, 4))).isFalse();
    assertThat(log.last()).isEqualTo(id(5, 4));
  }

  @Test
  void knowsTheTermOfEveryIndexAndOfNoOther() {
    assertThat(log.termAt(0)).isZero();
    assertThat(log.termAt(2)).isEqualTo(1);
    assertThat(log.termAt(5)).isEqualTo(4);
    assertThatThrownBy(() -> log.termAt(6)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void appendsOnlyWhatFollows() {
    assertThatThrownBy(() -> log.append(entries(7, 4).getFirst()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> log.append(entries(6, 3).getFirst()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void takesOverOnlyWhatItLacks() {
    assertThat(log.takeOver(entries(4, 2, 4, 4), 0)).isEqualTo(entries(6, 4));
    assertThat(log.lastIndex()).isEqualTo(6);
  }

  // Rule 3 of AppendEntries removes on conflict only: a short, late message removes nothing.
  @Test
  void keepsWhatFollowsEntriesThatMatch() {
    assertThat(log.takeOver(entries(1, 1, 1), 0)).isEmpty();
    assertThat(log.lastIndex()).isEqualTo(5);
  }

  @Test
  void replacesFromTheFirstConflictOn() {
    assertThat(log.takeOver(entries(3, 2, 3), 2)).isEqualTo(entries(4, 3));
    assertThat(log.last()).isEqualTo(id(4, 3));
    assertThat(log.bytes()).isEqualTo(4 * SIZE);
  }

  @Test
  void replacesNothingThatIsCommitted() {
    assertThatThrownBy(() -> log.takeOver(entries(4, 3), 4))
        .isInstanceOf(IllegalStateException.class);
    assertThat(log.takeOver(entries(5, 5), 4)).hasSize(1);
  }

  @Test
  void yieldsAtLeastOneEntryAndNoMoreThanFit() {
    assertThat(log.from(2, 0)).isEqualTo(entries(2, 1));
    assertThat(log.from(2, 2 * SIZE)).isEqualTo(entries(2, 1, 2));
    assertThat(log.from(4, 1000)).isEqualTo(entries(4, 2, 4));
    assertThatThrownBy(() -> log.from(6, 1000)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void letsGoOfTheOldestEntriesButKnowsTheirTerms() {
    log.evict(4, 2 * SIZE);

    assertThat(log.start()).isEqualTo(id(3, 2));
    assertThat(log.isInMemory(3)).isFalse();
    assertThat(log.isInMemory(4)).isTrue();
    assertThat(log.contains(id(2, 1))).isTrue();
    assertThat(log.bytes()).isEqualTo(2 * SIZE);
    assertThatThrownBy(() -> log.from(3, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsWhatIsNotAppliedWhateverItCosts() {
    log.evict(2, 0);

    assertThat(log.start()).isEqualTo(id(2, 1));
  }

  @Test
  void goesOnAfterAllOfItIsEvicted() {
    log.evict(5, 0);
    assertThat(log.last()).isEqualTo(id(5, 4));

    log.append(entries(6, 4).getFirst());
    assertThat(log.from(6, 1)).isEqualTo(entries(6, 4));
  }

  @Test
  void refusesEntriesThatDoNotFollowItsStart() {
    assertThatThrownBy(() -> new RaftLog(id(3, 2), List.of(id(1, 1)), List.of()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new RaftLog(EntryId.ZERO, List.of(), entries(2, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  // §5.3: "the term of the conflicting entry" lets the leader pass over a whole term
  @Test
  void findsWhereALogOfAnotherHistoryMayAgree() {
    assertThat(log.lastNotAfter(9, 9)).isEqualTo(id(5, 4));
    assertThat(log.lastNotAfter(5, 3)).isEqualTo(id(4, 2));
    assertThat(log.lastNotAfter(4, 1)).isEqualTo(id(2, 1));
    assertThat(log.lastNotAfter(4, 0)).isEqualTo(EntryId.ZERO);
  }
}
