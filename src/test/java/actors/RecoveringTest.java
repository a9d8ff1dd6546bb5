package actors;

import static actors.TestMember.B;
import static actors.TestMember.ELECTION_TIMEOUT;
import static actors.TestMember.SELF;
import static actors.TestMember.entries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import actors.Raft.Timer;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import raft.EntryId;
import raft.HardState;

/// A member that reads its journal back.
final class RecoveringTest {

  private final TestMember member = TestMember.recovering(3);

  private static Raft.Recovered nothing() {
    return new Raft.Recovered(HardState.INITIAL, EntryId.ZERO, List.of(), List.of(), 0);
  }

  // Figure 2: currentTerm and votedFor must be known before any RPC is answered.
  @ParameterizedTest
  @MethodSource("actors.Messages#ofPeers")
  void answersNoPeerBeforeItKnowsItsTermAndVote(Raft.Rpc rpc) {
    member.tell(rpc);

    assertThat(member.sent()).isEmpty();
    assertThat(member.journal()).isEmpty();
    assertThat(member.hasStatus()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("actors.Messages#ofTimersAndSiblings")
  void ignoresWhatItHasNotAskedFor(Raft.Message message) {
    member.tell(message);

    assertThat(member.journal()).isEmpty();
    assertThat(member.hasStatus()).isFalse();
  }

  @Test
  void becomesAFollowerOfTheTermItHadWithoutALeader() {
    member.tell(new Raft.Recovered(new HardState(7, B), EntryId.ZERO, List.of(), List.of(), 0));

    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.term()).isEqualTo(7);
    assertThat(member.leader()).isNull();
  }

  // A new cluster need not wait a whole election timeout; a leader is heard within a heartbeat.
  @Test
  void waitsATenthOfTheElectionTimeoutAtLeastAndNineTenthsAtMost() {
    member.tell(nothing());
    assertThat(member.timers()).containsOnlyKeys(Timer.ELECTION_TIMEOUT);
    assertThat(member.timers().get(Timer.ELECTION_TIMEOUT))
        .isBetween(Duration.ofMillis(100), Duration.ofMillis(900));
  }

  // etcd's --initial-election-tick-advance=false
  @Test
  void waitsAWholeElectionTimeoutFirstIfItIsToldTo() {
    var patient = TestMember.recoveringPatiently(3);
    patient.tell(nothing());
    assertThat(patient.timers()).containsOnly(entry(Timer.LEADER_SILENT, ELECTION_TIMEOUT));
    patient.fire(Timer.LEADER_SILENT);
    assertThat(patient.timers()).containsOnlyKeys(Timer.ELECTION_TIMEOUT);
  }

  @Test
  void keepsWhatItsClientsWantUntilALeaderIsHeard() {
    var taken = new AtomicInteger();
    member.tell(
        new Raft.Propose(
            () -> {
              taken.incrementAndGet();
              return () -> List.of(ByteString.copyFromUtf8("put"));
            }));
    member.tell(TestReads.read("get"));
    member.tell(nothing());
    assertThat(taken).hasValue(0);

    member.tell(new Raft.Heartbeat(B, 0, 0, 0));

    assertThat(member.sentTo(B))
        .hasSize(3)
        .anyMatch(Raft.ForwardProposals.class::isInstance)
        .anyMatch(Raft.ReadIndex.class::isInstance);
    assertThat(taken).hasValue(1);
  }

  // §5.2: one vote a term, also after a crash.
  @Test
  void remembersItsVote() {
    member.tell(new Raft.Recovered(new HardState(7, B), EntryId.ZERO, List.of(), List.of(), 0));

    member.tell(new Raft.RequestVote(TestMember.C, 7, new EntryId(9, 6), false));

    assertThat(member.sentTo(TestMember.C))
        .containsExactly(new Raft.RequestVoteReply(SELF, 7, false));
  }

  @Test
  void appliesNothingTwice() {
    member.tell(
        new Raft.Recovered(
            new HardState(1, null), EntryId.ZERO, List.of(), entries(1, 1, 1, 1), 2));

    member.tell(new Raft.AppendEntries(B, 1, new EntryId(3, 1), List.of(), 3));

    assertThat(member.handedToApplier()).isEqualTo(entries(3, 1));
  }

  @Test
  void knowsTheTermsOfEntriesThatOnlyTheJournalHolds() {
    member.tell(
        new Raft.Recovered(
            new HardState(3, null),
            new EntryId(5, 2),
            List.of(new EntryId(1, 1), new EntryId(4, 2)),
            entries(6, 3),
            5));

    member.tell(new Raft.AppendEntries(B, 3, new EntryId(3, 1), List.of(), 5));
    member.flush();

    assertThat(member.sentTo(B)).containsExactly(new Raft.AppendEntriesAccepted(SELF, 3, 3));
  }

  @Test
  void refusesAStoreThatIsAheadOfTheJournal() {
    var lost =
        new Raft.Recovered(new HardState(1, null), EntryId.ZERO, List.of(), entries(1, 1), 2);

    assertThatThrownBy(() -> member.tell(lost)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesEntriesThatDoNotReachBackToTheStore() {
    var gap =
        new Raft.Recovered(
            new HardState(1, null),
            new EntryId(5, 1),
            List.of(new EntryId(1, 1)),
            entries(6, 1),
            4);

    assertThatThrownBy(() -> member.tell(gap)).isInstanceOf(IllegalStateException.class);
  }
}
