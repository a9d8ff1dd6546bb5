package raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The small values of consensus.
final class ValuesTest {

  private static final MemberId A = new MemberId(1);
  private static final MemberId B = new MemberId(2);
  private static final MemberId C = new MemberId(3);
  private static final Membership THREE = Membership.of(List.of(C, A, B));

  @Nested
  final class OfABallot {

    private final Ballot ballot = new Ballot(THREE);

    @Test
    void isOpenUntilAMajorityHasSpoken() {
      assertThat(ballot.outcome()).isEqualTo(Ballot.Outcome.OPEN);
      assertThat(ballot.count(A, true)).isEqualTo(Ballot.Outcome.OPEN);
      assertThat(ballot.count(B, false)).isEqualTo(Ballot.Outcome.OPEN);
      assertThat(ballot.count(C, true)).isEqualTo(Ballot.Outcome.WON);
    }

    @Test
    void isLostOnceAMajorityHasRefused() {
      assertThat(ballot.count(B, false)).isEqualTo(Ballot.Outcome.OPEN);
      assertThat(ballot.count(C, false)).isEqualTo(Ballot.Outcome.LOST);
    }

    @Test
    void countsAVoterOnceAndByItsFirstAnswer() {
      ballot.count(A, true);
      ballot.count(A, true);
      ballot.count(B, false);
      assertThat(ballot.count(B, true)).isEqualTo(Ballot.Outcome.OPEN);
    }

    @Test
    void countsNoStranger() {
      ballot.count(A, true);
      assertThat(ballot.count(new MemberId(9), true)).isEqualTo(Ballot.Outcome.OPEN);
    }
  }

  @Nested
  final class OfTermStarts {

    private final TermStarts terms = new TermStarts(List.of(id(1, 1), id(4, 3), id(6, 7)));

    @Test
    void knowTheTermOfEveryIndex() {
      assertThat(LongStream.rangeClosed(0, 7).map(terms::termAt))
          .containsExactly(0L, 1L, 1L, 1L, 3L, 3L, 7L, 7L);
    }

    @Test
    void areCutOffWithTheLog() {
      terms.truncateFrom(6);
      assertThat(terms.termAt(6)).isEqualTo(3);
      terms.truncateFrom(5);
      assertThat(terms.termAt(5)).isEqualTo(3);
    }

    @Test
    void onlyGrow() {
      assertThatThrownBy(() -> terms.add(id(6, 8))).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> terms.add(id(7, 7))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void findTheLastIndexOfATermNotGreater() {
      assertThat(terms.lastWithTermAtMost(9, 7)).isEqualTo(9);
      assertThat(terms.lastWithTermAtMost(9, 6)).isEqualTo(5);
      assertThat(terms.lastWithTermAtMost(2, 6)).isEqualTo(2);
      assertThat(terms.lastWithTermAtMost(9, 0)).isZero();
    }

    private static EntryId id(long index, long term) {
      return new EntryId(index, term);
    }
  }

  @Nested
  final class OfReplication {

    private final Replication replication = new Replication(A, THREE, 5);

    @Test
    void aQuorumHoldsWhatTheSecondOfThreeHolds() {
      assertThat(replication.quorumIndex(9)).isZero();
      replication.update(B, progress -> progress.accepted(6));
      assertThat(replication.quorumIndex(9)).isEqualTo(6);
      assertThat(replication.quorumIndex(4)).as("its own disk is slow").isEqualTo(4);
      replication.update(C, progress -> progress.accepted(5));
      assertThat(replication.quorumIndex(0)).isEqualTo(5);
    }

    @Test
    void knowsThePeersAndNobodyElse() {
      assertThat(replication.peers()).containsExactly(B, C);
      assertThat(replication.hasPeer(A)).isFalse();
      assertThatThrownBy(() -> replication.of(A)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsThePeerThatIsFurthest() {
      replication.update(B, progress -> progress.accepted(6));
      assertThat(replication.furthest()).isEqualTo(B);
    }

    @Test
    void aSingleMemberHasNoPeer() {
      var alone = new Replication(A, Membership.of(List.of(A)), 5);
      assertThat(alone.quorumIndex(5)).isEqualTo(5);
      assertThatThrownBy(alone::furthest).isInstanceOf(IllegalStateException.class);
    }
  }

  @Nested
  final class OfMembership {

    @Test
    void isSortedAndWithoutDuplicates() {
      assertThat(Membership.of(List.of(B, A, B)).voters()).containsExactly(A, B);
      assertThat(THREE.peersOf(B)).containsExactly(A, C);
    }

    @Test
    void needsAVoter() {
      assertThatThrownBy(() -> Membership.of(List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comparesIdsWithoutSign() {
      assertThat(new MemberId(-1)).isGreaterThan(A).hasToString("ffffffffffffffff");
    }
  }

  @Test
  void aLogIsAsUpToDateByItsLastTermThenByItsLength() {
    assertThat(new EntryId(1, 3).isAtLeastAsUpToDateAs(new EntryId(9, 2))).isTrue();
    assertThat(new EntryId(9, 2).isAtLeastAsUpToDateAs(new EntryId(1, 3))).isFalse();
    assertThat(new EntryId(4, 2).isAtLeastAsUpToDateAs(new EntryId(4, 2))).isTrue();
    assertThat(new EntryId(3, 2).isAtLeastAsUpToDateAs(new EntryId(4, 2))).isFalse();
  }

  @Test
  void theCodesOfEntryKindsNeverChange() {
    assertThat(Entry.Kind.of(0)).isEqualTo(Entry.Kind.NO_OP);
    assertThat(Entry.Kind.of(1)).isEqualTo(Entry.Kind.PROPOSAL);
    assertThatThrownBy(() -> Entry.Kind.of(2)).isInstanceOf(IllegalArgumentException.class);
    for (Entry.Kind kind : Entry.Kind.values()) {
      assertThat(Entry.Kind.of(kind.code())).isEqualTo(kind);
    }
  }

  @Test
  void anIdIsFirstOnce() {
    var ids = new RecentIds();
    assertThat(ids.isFirst(5)).isTrue();
    assertThat(ids.isFirst(5)).isFalse();
    LongStream.range(100, 100 + 4096).forEach(ids::isFirst);
    assertThat(ids.isFirst(5)).as("forgotten at last").isTrue();
  }
}
