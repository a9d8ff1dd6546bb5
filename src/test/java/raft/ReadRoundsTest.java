package raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Reads that wait for proof of leadership (thesis §6.4).
final class ReadRoundsTest {

  private static final MemberId A = new MemberId(1);
  private static final MemberId B = new MemberId(2);
  private static final MemberId C = new MemberId(3);

  private final ReadRounds<String> rounds = new ReadRounds<>(new Quorum(3));

  @Test
  void beginsOnlyWhenReadsWait() {
    assertThat(rounds.canBegin()).isFalse();
    rounds.add("x");
    assertThat(rounds.canBegin()).isTrue();
    rounds.begin(7);
    assertThat(rounds.canBegin()).isFalse();
  }

  @Test
  void aQuorumConfirmsAllReadsOfTheRound() {
    rounds.add("x");
    rounds.add("y");
    rounds.begin(7);
    assertThat(rounds.confirm(A, 1).reads()).isEmpty();

    var confirmed = rounds.confirm(B, 1);

    assertThat(confirmed.index()).isEqualTo(7);
    assertThat(confirmed.reads()).containsExactly("x", "y");
  }

  @Test
  void aMemberConfirmsOnce() {
    rounds.add("x");
    rounds.begin(7);
    rounds.confirm(B, 1);

    assertThat(rounds.confirm(B, 1).reads()).isEmpty();
  }

  @Test
  void readsThatComeLaterWaitForTheNextRound() {
    rounds.add("x");
    rounds.begin(7);
    rounds.add("y");
    assertThat(rounds.canBegin()).as("one round at a time").isFalse();
    rounds.confirm(A, 1);
    assertThat(rounds.confirm(B, 1).reads()).containsExactly("x");

    rounds.begin(9);
    rounds.confirm(A, 2);
    assertThat(rounds.confirm(B, 2)).isEqualTo(new ReadRounds.Confirmed<>(9, List.of("y")));
  }

  // An answer that was long under way belongs to a heartbeat from before the read.
  @Test
  void aLateAnswerToAnOldRoundNeverConfirmsALaterRead() {
    rounds.add("x");
    rounds.begin(7);
    rounds.confirm(A, 1);
    rounds.confirm(B, 1);
    rounds.add("y");
    rounds.begin(9);
    rounds.confirm(A, 2);

    assertThat(rounds.confirm(C, 1).reads()).isEmpty();
    assertThat(rounds.confirm(C, 2).reads()).containsExactly("y");
  }

  @Test
  void confirmationsOfOneRoundDoNotCountForTheNext() {
    var five = new ReadRounds<String>(new Quorum(5));
    five.add("x");
    five.begin(7);
    five.confirm(A, 1);
    five.confirm(B, 1);
    five.confirm(C, 1);
    five.add("y");
    five.begin(8);
    five.confirm(A, 2);

    assertThat(five.confirm(B, 2).reads()).isEmpty();
    assertThat(five.confirm(C, 2).reads()).containsExactly("y");
  }

  @Test
  void anAnswerAfterTheRoundConfirmsNothing() {
    rounds.add("x");
    rounds.begin(7);
    rounds.confirm(A, 1);
    rounds.confirm(B, 1);

    assertThat(rounds.confirm(C, 1).reads()).isEmpty();
  }

  @Test
  void abandonsAllThatIsNotConfirmedInTheOrderItCame() {
    rounds.add("x");
    rounds.begin(7);
    rounds.add("y");

    assertThat(rounds.abandon()).containsExactly("x", "y");
    assertThat(rounds.abandon()).isEmpty();
    assertThat(rounds.confirm(B, 1).reads()).isEmpty();
  }
}
