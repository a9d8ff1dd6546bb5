package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.ELECTION_TIMEOUT;
import static actors.TestMember.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import raft.EntryId;
import raft.MemberId;

/// How a leader hands leadership over (thesis §3.10).
final class LeaderTransferTest {

  private static final long TERM = 5;

  /// Its log is 1 5; both peers hold it.
  private final TestMember member = TestMember.establishedLeader(3, TERM, 1);

  private void transfer(@Nullable MemberId target) {
    member.tell(new Raft.TransferLeadership(target));
  }

  private void propose() {
    member.tell(TestMember.propose(TestMember.data(1)));
  }

  private void forward() {
    member.tell(new Raft.ForwardProposals(B, TERM, 9, List.of(TestMember.data(2))));
  }

  private static Raft.Rpc timeoutNow() {
    return new Raft.TimeoutNow(SELF, TERM);
  }

  @Test
  void proposesWhatIsOnlyItsOwnInItsTermAlone() {
    member.tell(new Raft.ProposeAsLeader(TERM, List.of(TestMember.data(1))));
    assertThat(member.lastIndex()).isEqualTo(3);

    member.tell(new Raft.ProposeAsLeader(TERM - 1, List.of(TestMember.data(2))));
    transfer(C);
    member.tell(new Raft.ProposeAsLeader(TERM, List.of(TestMember.data(3))));
    assertThat(member.lastIndex()).as("neither late nor for the next leader").isEqualTo(3);
  }

  // Step 3: "The prior leader sends a TimeoutNow request to the target server."
  @Test
  void tellsACompletePeerToStandAtOnce() {
    transfer(C);

    assertThat(member.sent()).containsExactly(new TestMember.Sent(C, timeoutNow()));
    assertThat(member.timers()).containsEntry(Timer.TRANSFER_TIMEOUT, ELECTION_TIMEOUT);
  }

  // Step 2: "The prior leader fully updates the target server's log to match its own log".
  @Test
  void bringsThePeersLogUpToDateFirst() {
    propose();
    member.sent();
    transfer(C);
    assertThat(member.sent()).isEmpty();

    member.tell(new Raft.AppendEntriesAccepted(B, TERM, 3));
    assertThat(member.sentTo(C)).doesNotContain(timeoutNow());

    member.tell(new Raft.AppendEntriesAccepted(C, TERM, 3));
    assertThat(member.sentTo(C)).contains(timeoutNow());
  }

  // Step 1: "The prior leader stops accepting new client requests."
  @Test
  void leavesNewProposalsToTheNextLeader() {
    transfer(C);
    propose();
    assertThat(member.lastIndex()).isEqualTo(2);
    member.sent();

    member.tell(new Raft.RequestVote(C, TERM + 1, new EntryId(2, TERM), true));
    assertThat(member.role()).isEqualTo("follower");
    member.tell(new Raft.Committed(C, TERM + 1, 2));

    assertThat(member.sentTo(C))
        .filteredOn(Raft.ForwardProposals.class::isInstance)
        .extracting(rpc -> ((Raft.ForwardProposals) rpc).proposals())
        .containsExactly(List.of(TestMember.data(1)));
  }

  // Its member proposes it again, once it knows that nobody else can.
  @Test
  void whatWasForwardedEndsWithTheTerm() {
    transfer(C);
    forward();
    member.tell(new Raft.RequestVote(C, TERM + 1, new EntryId(2, TERM), true));
    member.sent();

    member.tell(new Raft.Committed(C, TERM + 1, 2));

    assertThat(member.sentTo(C)).isEmpty();
  }

  @Test
  void whatWasForwardedWaitsForATransferThatDoesNotHappen() {
    transfer(C);
    forward();
    assertThat(member.lastIndex()).isEqualTo(2);

    member.fire(Timer.TRANSFER_TIMEOUT);

    assertThat(member.lastIndex()).isEqualTo(3);
  }

  // "If leadership transfer does not complete after about an election timeout, the prior leader
  // aborts the transfer and resumes accepting client requests."
  @Test
  void goesOnLeadingWhenTheTransferDoesNotHappen() {
    transfer(C);
    propose();

    member.fire(Timer.TRANSFER_TIMEOUT);
    assertThat(member.role()).isEqualTo("leader");
    assertThat(member.lastIndex()).isEqualTo(3);

    propose();
    assertThat(member.lastIndex()).isEqualTo(4);
  }

  @Test
  void choosesThePeerThatIsFurthest() {
    propose();
    member.tell(new Raft.AppendEntriesAccepted(C, TERM, 3));
    member.sent();

    transfer(null);

    assertThat(member.sent()).containsExactly(new TestMember.Sent(C, timeoutNow()));
  }

  @Test
  void handsOverToNobodyItDoesNotKnow() {
    transfer(new MemberId(99));
    transfer(SELF);

    assertThat(member.sent()).isEmpty();
    assertThat(member.timers()).doesNotContainKey(Timer.TRANSFER_TIMEOUT);
  }

  @Test
  void theOnlyVoterKeepsTheLead() {
    var alone = TestMember.establishedLeader(1, TERM);
    alone.tell(new Raft.TransferLeadership(null));

    assertThat(alone.role()).isEqualTo("leader");
    assertThat(alone.timers()).doesNotContainKey(Timer.TRANSFER_TIMEOUT);
  }

  @Test
  void servesReadsUntilTheNextLeaderIsThere() {
    transfer(C);
    member.handedToApplier();
    member.tell(TestReads.read("x"));
    member.tell(new Raft.HeartbeatReply(B, TERM, 1));

    assertThat(member.applier()).containsExactly(new Applier.ReadAt(2, TestReads.of("x")));
  }
}
