package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.D;
import static actors.TestMember.ELECTION_TIMEOUT;
import static actors.TestMember.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

/// A member that stands for election (§5.2).
final class CandidateTest {

  private static final long TERM = 6;
  private static final EntryId LAST = new EntryId(2, 3);

  private final TestMember member = standing(5);

  private static TestMember standing(int voters) {
    var member = TestMember.restarted(voters, new HardState(TERM - 1, B), 1, 3);
    member.stand();
    member.sent();
    return member;
  }

  private void vote(MemberId from, boolean voteGranted) {
    member.tell(new Raft.RequestVoteReply(from, TERM, voteGranted));
  }

  // "To begin an election, a follower increments its current term and transitions to candidate
  // state. It then votes for itself ..."
  @Test
  void startsATermAndVotesForItself() {
    assertThat(member.term()).isEqualTo(TERM);
    assertThat(member.writes())
        .extracting(Journal.Write::hardState)
        .containsExactly(new HardState(TERM, SELF));
  }

  // "... and issues RequestVote RPCs in parallel to each of the other servers in the cluster": once
  // term and vote are durable.
  @Test
  void asksForVotesOnceItsOwnIsDurable() {
    assertThat(member.sent()).isEmpty();

    member.flush();

    var sent = member.sent();
    assertThat(sent).extracting(one -> one.to().value()).containsExactly(2L, 3L, 4L, 5L);
    assertThat(sent)
        .extracting(TestMember.Sent::message)
        .containsOnly(new Raft.RequestVote(SELF, TERM, LAST, false));
  }

  @Test
  void saysThatTheLeaderAskedForTheElection() {
    var follower = TestMember.restarted(3, new HardState(TERM, null), 1, 3);
    follower.tell(new Raft.TimeoutNow(B, TERM));
    follower.flush();

    assertThat(follower.sentTo(C))
        .containsExactly(new Raft.RequestVote(SELF, TERM + 1, LAST, true));
  }

  // Its own vote is a promise like any other.
  @Test
  void countsItsOwnVoteOnlyOnceItIsDurable() {
    vote(B, true);
    vote(C, true);
    assertThat(member.role()).isEqualTo("candidate");

    member.flush();

    assertThat(member.role()).isEqualTo("leader");
  }

  // "A candidate wins an election if it receives votes from a majority of the servers in the full
  // cluster for the same term."
  @Test
  void leadsWithTheVotesOfAMajority() {
    member.flush();
    vote(B, true);
    assertThat(member.role()).isEqualTo("candidate");
    vote(C, true);

    assertThat(member.role()).isEqualTo("leader");
    assertThat(member.leader()).isEqualTo(SELF);
    assertThat(member.term()).isEqualTo(TERM);
  }

  @Test
  void countsAVoterOnceAndByItsFirstAnswer() {
    member.flush();
    vote(B, true);
    vote(B, true);
    vote(C, false);
    vote(C, true);

    assertThat(member.role()).isEqualTo("candidate");
  }

  @Test
  void countsNoStranger() {
    member.flush();
    vote(new MemberId(98), true);
    vote(new MemberId(99), true);

    assertThat(member.role()).isEqualTo("candidate");
  }

  @Test
  void followsOnceAMajorityHasRefused() {
    member.flush();
    vote(B, false);
    vote(C, false);
    assertThat(member.role()).isEqualTo("candidate");
    vote(D, false);

    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.term()).isEqualTo(TERM);
    assertThat(member.timers()).containsOnlyKeys(Timer.ELECTION_TIMEOUT);
  }

  @Test
  void theOnlyVoterLeadsOnceItsVoteIsDurable() {
    var alone = standing(1);
    assertThat(alone.role()).isEqualTo("candidate");

    alone.flush();

    assertThat(alone.role()).isEqualTo("leader");
    assertThat(alone.commitIndex()).isEqualTo(3);
  }

  // "If the leader's term is at least as large as the candidate's current term, then the candidate
  // recognizes the leader as legitimate and returns to follower state."
  @ParameterizedTest
  @MethodSource
  void followsALeaderOfItsTerm(Raft.Rpc sign) {
    member.tell(sign);

    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.leader()).isEqualTo(B);
    assertThat(member.term()).isEqualTo(TERM);
    assertThat(member.timers()).containsOnlyKeys(Timer.LEADER_SILENT);
  }

  static List<Raft.Rpc> followsALeaderOfItsTerm() {
    return List.of(
        new Raft.AppendEntries(B, TERM, LAST, List.of(), 0),
        new Raft.Heartbeat(B, TERM, 0, 1),
        new Raft.Committed(B, TERM, 0));
  }

  // "each candidate will time out and start a new election": after asking again whether it would
  // win
  @Test
  void asksForPreVotesAgainWhenNobodyWins() {
    member.flush();
    member.sent();
    member.fire(Timer.ELECTION_TIMEOUT);

    assertThat(member.role()).isEqualTo("pre-candidate");
    assertThat(member.term()).isEqualTo(TERM);
    assertThat(member.sentTo(B)).containsExactly(new Raft.RequestPreVote(SELF, TERM + 1, LAST));
  }

  // "Raft uses randomized election timeouts to ensure that split votes are rare"
  @Test
  void waitsBetweenOneAndTwoElectionTimeouts() {
    assertThat(member.timers().get(Timer.ELECTION_TIMEOUT)).isEqualTo(ELECTION_TIMEOUT);

    var late = TestMember.restarted(1, new HardState(TERM - 1, null));
    late.draw(Duration.ofDays(1));
    late.fire(Timer.ELECTION_TIMEOUT);

    assertThat(late.timers().get(Timer.ELECTION_TIMEOUT))
        .isEqualTo(ELECTION_TIMEOUT.multipliedBy(2));
  }

  @ParameterizedTest
  @MethodSource
  void ignores(Raft.Message message) {
    member.journal();
    member.tell(message);

    assertThat(member.role()).isEqualTo("candidate");
    assertThat(member.sent()).isEmpty();
    assertThat(member.journal()).isEmpty();
  }

  static List<Raft.Message> ignores() {
    return List.of(
        Timer.LEADER_SILENT,
        Timer.HEARTBEAT_TICK,
        Timer.QUORUM_TIMEOUT,
        Timer.TRANSFER_TIMEOUT,
        Timer.READ_RETRY_TIMEOUT,
        TestReads.read("kept"),
        TestMember.propose(TestMember.data(1)),
        new Raft.RequestPreVoteReply(B, TERM, true),
        new Raft.AppendEntriesAccepted(B, TERM, 1),
        new Raft.AppendEntriesRejected(B, TERM, 1, EntryId.ZERO),
        new Raft.HeartbeatReply(B, TERM, 1),
        new Raft.TimeoutNow(B, TERM),
        new Raft.ForwardProposals(B, TERM, 1, List.of(TestMember.data(1))),
        new Raft.ReadIndex(B, TERM, 1),
        new Raft.ReadIndexReply(B, TERM, 1, 1),
        new Raft.EntriesRead(TestMember.entries(1, 1)),
        new Raft.TransferLeadership(null),
        new Raft.ProposeAsLeader(1, List.of(TestMember.data(1))),
        new Raft.Recovered(HardState.INITIAL, EntryId.ZERO, List.of(), List.of(), 0));
  }
}
