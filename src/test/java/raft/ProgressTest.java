package raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import raft.Progress.CatchingUp;
import raft.Progress.Probing;
import raft.Progress.Replicating;

/// How a leader sends to one peer (§5.3, thesis §10.2.1).
final class ProgressTest {

  private static final int MAX_IN_FLIGHT = Replicating.MAX_IN_FLIGHT;

  private static Replicating replicating(long matchIndex) {
    return (Replicating) Progress.initial(matchIndex).sent(matchIndex).accepted(matchIndex);
  }

  private static Progress sentOneByOne(Progress progress, int count) {
    Progress now = progress;
    for (int i = 0; i < count; i++) {
      now = now.sent(now.nextIndex());
    }
    return now;
  }

  // "When a leader first comes to power, it initializes all nextIndex values to the index just
  // after
  // the last one in its log."
  @Test
  void beginsBehindTheLeadersLastEntry() {
    var progress = Progress.initial(7);

    assertThat(progress.nextIndex()).isEqualTo(8);
    assertThat(progress.matchIndex()).isZero();
    assertThat(progress.isReady()).isTrue();
  }

  @Test
  void probesWithOneMessageAtATime() {
    var probing = Progress.initial(7).sent(9);

    assertThat(probing.isReady()).isFalse();
    assertThat(probing.nextIndex()).isEqualTo(8);
    assertThat(probing.revived().isReady()).isTrue();
  }

  // "After a rejection, the leader decrements nextIndex and retries the AppendEntries RPC."
  @Test
  void probesFurtherDownAfterARejection() {
    var progress = Progress.initial(7).sent(7).rejected(7, 4);

    assertThat(progress).isEqualTo(new Probing(4, 0, false));
  }

  @Test
  void anOldRejectionDoesNotMoveTheProbe() {
    var progress = Progress.initial(7).sent(7);

    assertThat(progress.rejected(5, 2)).isEqualTo(progress);
  }

  @Test
  void neverProbesAtWhatIsAcknowledged() {
    var progress = replicating(5).sent(8).rejected(8, 9);
    assertThat(progress).isEqualTo(new Probing(6, 5, false));

    assertThat(progress.rejected(5, 2)).isEqualTo(new Probing(6, 5, false));
  }

  @Test
  void replicatesOnceThePeerAgrees() {
    var progress = Progress.initial(7).sent(9).accepted(9);

    assertThat(progress).isInstanceOf(Replicating.class);
    assertThat(progress.nextIndex()).isEqualTo(10);
    assertThat(progress.matchIndex()).isEqualTo(9);
  }

  @Test
  void sendsOnBeforeItIsAnswered() {
    var progress = replicating(7).sent(8).sent(10);

    assertThat(progress.nextIndex()).isEqualTo(11);
    assertThat(progress.matchIndex()).isEqualTo(7);
  }

  @Test
  void hasAFewMessagesUnderWayAtMost() {
    var almost = sentOneByOne(replicating(7), MAX_IN_FLIGHT - 1);
    assertThat(almost.isReady()).isTrue();

    var full = sentOneByOne(almost, 1);
    assertThat(full.isReady()).isFalse();
    assertThat(full.accepted(8).isReady()).isTrue();
  }

  @Test
  void oneAnswerMayStandForAllBeforeIt() {
    var full = sentOneByOne(replicating(7), MAX_IN_FLIGHT);

    var progress = sentOneByOne(full.accepted(7 + MAX_IN_FLIGHT), MAX_IN_FLIGHT - 1);

    assertThat(progress.isReady()).isTrue();
  }

  @Test
  void anEmptyMessageIsNotCounted() {
    var progress = replicating(7);
    for (int i = 0; i <= MAX_IN_FLIGHT; i++) {
      progress = progress.sent(7);
    }

    assertThat(progress.isReady()).isTrue();
    assertThat(progress.nextIndex()).isEqualTo(8);
  }

  @Test
  void anOldAnswerTakesNothingBack() {
    var progress = replicating(7).sent(9).accepted(9).accepted(8);

    assertThat(progress.matchIndex()).isEqualTo(9);
    assertThat(progress.nextIndex()).isEqualTo(10);
  }

  // A message was lost: the ones behind it find no previous entry.
  @Test
  void goesBackToWhatIsAcknowledgedAfterARejection() {
    var progress = replicating(7).sent(8).sent(9).rejected(8, 3);

    assertThat(progress).isEqualTo(new Probing(8, 7, false));
  }

  @Test
  void anOldRejectionOfWhatIsAcknowledgedSinceIsNothing() {
    var progress = replicating(7).sent(9).accepted(9);

    assertThat(progress.rejected(8, 3)).isSameAs(progress);
  }

  @Test
  void sendsNothingWhileItReadsBack() {
    var reading = replicating(7).reading();

    assertThat(reading.isReady()).isFalse();
    assertThat(reading.nextIndex()).isEqualTo(8);
    assertThat(reading.revived()).isEqualTo(reading);
  }

  @Test
  void goesOnWithWhatWasRead() {
    var progress = replicating(7).reading().sent(9);

    assertThat(progress).isInstanceOf(Replicating.class);
    assertThat(progress.nextIndex()).isEqualTo(10);
  }

  // Otherwise a peer far behind is sent the whole journal before it acknowledges any of it.
  @Test
  void whatIsUnderWayStillCountsAfterReadingBack() {
    Progress progress = replicating(7);
    for (int i = 0; i < MAX_IN_FLIGHT; i++) {
      progress = ((Replicating) progress).reading().sent(progress.nextIndex());
    }

    assertThat(progress.isReady()).isFalse();
    assertThat(progress.accepted(8).isReady()).isTrue();
  }

  @Test
  void anAnswerDuringReadingBackIsNoted() {
    var progress = replicating(7).sent(9).reading().accepted(8);

    assertThat(progress).isInstanceOf(CatchingUp.class);
    assertThat(progress.matchIndex()).isEqualTo(8);
    assertThat(progress.nextIndex()).isEqualTo(10);
  }

  @Test
  void aPeerThatTurnsOutToHaveWhatIsReadBackNeedsItNotAnyMore() {
    var progress = replicating(7).reading().accepted(12);

    assertThat(progress).isInstanceOf(Replicating.class);
    assertThat(progress.nextIndex()).isEqualTo(13);
  }

  @Test
  void aRejectionEndsReadingBack() {
    var reading = replicating(7).sent(9).reading();

    assertThat(reading.rejected(9, 3)).isEqualTo(new Probing(8, 7, false));
    assertThat(reading.rejected(6, 3)).isEqualTo(reading);
  }
}
