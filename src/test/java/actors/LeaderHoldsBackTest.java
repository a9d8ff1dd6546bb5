package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

/// How a leader saves messages: while a peer has yet to acknowledge what it was sent, entries that
/// do not fill a message wait for one another.
final class LeaderHoldsBackTest {

  private static final long TERM = 1;

  private final TestMember member = TestMember.recoveringThrifty(3);

  /// A leader whose only entry, its no-op, everybody has.
  @BeforeEach
  void lead() {
    member.tell(new Raft.Recovered(HardState.INITIAL, EntryId.ZERO, List.of(), List.of(), 0));
    member.lead(TERM);
    accept(B, 1);
    accept(C, 1);
    member.flush();
    member.sent();
  }

  private void accept(MemberId peer, long matchIndex) {
    member.tell(new Raft.AppendEntriesAccepted(peer, TERM, matchIndex));
  }

  private void propose(int count) {
    for (int i = 0; i < count; i++) {
      member.tell(TestMember.propose(TestMember.data(1)));
    }
  }

  /// How many entries each message brought.
  private List<Integer> appendedTo(MemberId peer) {
    return member.sentTo(peer).stream()
        .filter(Raft.AppendEntries.class::isInstance)
        .map(rpc -> ((Raft.AppendEntries) rpc).entries().size())
        .toList();
  }

  @Test
  void sendsAtOnceToAPeerThatHasAcknowledgedEverything() {
    propose(1);

    assertThat(appendedTo(B)).containsExactly(1);
    assertThat(member.timers()).doesNotContainKey(Timer.HOLD_BACK_TIMEOUT);
  }

  @Test
  void whatComesWhileEntriesAreUnderWayGoesTogetherOnceTheyAreAcknowledged() {
    propose(1);
    member.sent();
    propose(1);
    accept(C, 2);
    assertThat(appendedTo(B)).isEmpty();

    accept(B, 2);

    assertThat(appendedTo(B)).containsExactly(1);
  }

  @Test
  void whatFillsAMessageDoesNotWait() {
    propose(1);
    member.sent();
    // two fill it
    propose(2);

    assertThat(appendedTo(B)).containsExactly(2);
  }

  @Test
  void nothingWaitsLongerThanItMay() {
    propose(1);
    member.sent();
    propose(1);
    assertThat(appendedTo(B)).isEmpty();
    assertThat(member.timers()).containsEntry(Timer.HOLD_BACK_TIMEOUT, TestMember.MAX_HOLD_BACK);

    member.fire(Timer.HOLD_BACK_TIMEOUT);

    assertThat(appendedTo(B)).containsExactly(1);
  }

  // The next wait has a time of its own.
  @Test
  void whatComesAfterAWaitMayWaitAsLong() {
    propose(2);
    member.fire(Timer.HOLD_BACK_TIMEOUT);
    member.sent();
    propose(1);

    assertThat(appendedTo(B)).isEmpty();
    assertThat(member.timers()).containsKey(Timer.HOLD_BACK_TIMEOUT);
  }

  // Clients of the peer may wait for it.
  @Test
  void aCommitIsToldThoughEntriesWait() {
    propose(1);
    accept(B, 2);
    propose(2);
    member.sent();

    member.flush();

    assertThat(member.sentTo(B)).containsExactly(new Raft.Committed(SELF, TERM, 2));
  }

  @Test
  void aLeaderThatEndsForgetsWhatItHeldBack() {
    propose(2);
    member.tell(new Raft.Heartbeat(B, TERM + 1, 0, 0));

    assertThat(member.timers()).doesNotContainKey(Timer.HOLD_BACK_TIMEOUT);
  }
}
