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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

/// A member that asks whether it would win (thesis §9.6).
final class PreCandidateTest {

  private static final long TERM = 5;
  private static final EntryId LAST = new EntryId(2, 3);

  private final TestMember member = standing(5);

  private static TestMember standing(int voters) {
    var member = TestMember.restarted(voters, new HardState(TERM, null), 1, 3);
    member.fire(Timer.ELECTION_TIMEOUT);
    return member;
  }

  private void answer(MemberId from, boolean voteGranted) {
    member.tell(new Raft.RequestPreVoteReply(from, voteGranted ? TERM + 1 : TERM, voteGranted));
  }

  @Test
  void asksEveryPeerAboutTheTermItWouldStart() {
    var sent = member.sent();

    assertThat(sent)
        .extracting(TestMember.Sent::to)
        .extracting(MemberId::value)
        .containsExactly(2L, 3L, 4L, 5L);
    assertThat(sent)
        .extracting(TestMember.Sent::message)
        .containsOnly(new Raft.RequestPreVote(SELF, TERM + 1, LAST));
  }

  // A member that was cut off comes back without having raised its term.
  @Test
  void spendsNoTermAndNoVote() {
    for (int i = 0; i < 10; i++) {
      member.fire(Timer.ELECTION_TIMEOUT);
    }

    assertThat(member.term()).isEqualTo(TERM);
    assertThat(member.journal()).isEmpty();
  }

  @Test
  void becomesACandidateOnceAQuorumWouldVoteForIt() {
    answer(B, true);
    assertThat(member.role()).isEqualTo("pre-candidate");
    answer(C, true);

    assertThat(member.role()).isEqualTo("candidate");
    assertThat(member.term()).isEqualTo(TERM + 1);
  }

  @Test
  void countsAMemberOnce() {
    answer(B, true);
    answer(B, true);

    assertThat(member.role()).isEqualTo("pre-candidate");
  }

  @Test
  void countsNoStranger() {
    answer(new MemberId(98), true);
    answer(new MemberId(99), true);

    assertThat(member.role()).isEqualTo("pre-candidate");
  }

  // A grant for another term was for an election of the past.
  @Test
  void countsOnlyGrantsOfTheTermItAskedFor() {
    member.tell(new Raft.RequestPreVoteReply(B, TERM, true));
    member.tell(new Raft.RequestPreVoteReply(C, TERM, true));
    member.tell(new Raft.RequestPreVoteReply(D, TERM + 2, true));

    assertThat(member.role()).isEqualTo("pre-candidate");
    assertThat(member.term()).isEqualTo(TERM);
  }

  @Test
  void followsAgainOnceAQuorumCanNoLongerBeHad() {
    answer(B, false);
    answer(C, false);
    assertThat(member.role()).isEqualTo("pre-candidate");
    answer(D, false);

    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.timers()).containsOnlyKeys(Timer.ELECTION_TIMEOUT);
  }

  @Test
  void asksAgainWhenTheAnswersAreLost() {
    answer(B, true);
    member.sent();

    member.fire(Timer.ELECTION_TIMEOUT);

    assertThat(member.sent()).hasSize(4);
    answer(C, true);
    assertThat(member.role()).as("the old answer is gone").isEqualTo("pre-candidate");
  }

  @Test
  void asksAgainAfterARandomHalfOfTheElectionTimeoutOrMore() {
    assertThat(member.timers())
        .containsExactly(Map.entry(Timer.ELECTION_TIMEOUT, ELECTION_TIMEOUT.dividedBy(2)));
    member.draw(Duration.ofDays(1));

    member.fire(Timer.ELECTION_TIMEOUT);

    assertThat(member.timers())
        .containsExactly(Map.entry(Timer.ELECTION_TIMEOUT, ELECTION_TIMEOUT));
  }

  @Test
  void theOnlyVoterAsksNobody() {
    var alone = standing(1);

    assertThat(alone.role()).isEqualTo("candidate");
    assertThat(alone.sent()).isEmpty();
  }

  // §5.2: hearing a leader of its term, it follows.
  @ParameterizedTest
  @MethodSource
  void followsALeaderOfItsTerm(Raft.Rpc sign) {
    member.tell(sign);

    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.leader()).isEqualTo(B);
    assertThat(member.timers()).containsOnlyKeys(Timer.LEADER_SILENT);
  }

  static List<Raft.Rpc> followsALeaderOfItsTerm() {
    return List.of(
        new Raft.AppendEntries(B, TERM, LAST, List.of(), 0),
        new Raft.Heartbeat(B, TERM, 0, 1),
        new Raft.Committed(B, TERM, 0));
  }

  @Test
  void waitsForTheCandidateItVotesFor() {
    member.tell(new Raft.RequestVote(B, TERM, LAST, false));

    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.writes().getLast().hardState()).isEqualTo(new HardState(TERM, B));
  }

  // Figure 2, Followers: only a vote granted puts the own election off.
  @Test
  void standsOnAgainstACandidateWhoseLogIsBehind() {
    member.tell(new Raft.RequestVote(B, TERM, new EntryId(1, 1), false));

    assertThat(member.role()).isEqualTo("pre-candidate");
    assertThat(member.sentTo(B)).contains(new Raft.RequestVoteReply(SELF, TERM, false));
  }

  @Test
  void standsAtOnceWhenALeaderSaysSo() {
    member.tell(new Raft.TimeoutNow(B, TERM));

    assertThat(member.role()).isEqualTo("candidate");
  }

  @ParameterizedTest
  @MethodSource
  void ignores(Raft.Message message) {
    member.sent();
    member.tell(message);

    assertThat(member.role()).isEqualTo("pre-candidate");
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
        new Raft.RequestVoteReply(B, TERM, true),
        new Raft.AppendEntriesAccepted(B, TERM, 1),
        new Raft.AppendEntriesRejected(B, TERM, 1, EntryId.ZERO),
        new Raft.HeartbeatReply(B, TERM, 1),
        new Raft.ForwardProposals(B, TERM, 1, List.of(TestMember.data(1))),
        new Raft.ReadIndex(B, TERM, 1),
        new Raft.ReadIndexReply(B, TERM, 1, 1),
        new Raft.EntriesRead(TestMember.entries(1, 1)),
        new Raft.TransferLeadership(null),
        new Raft.ProposeAsLeader(1, List.of(TestMember.data(1))),
        new Raft.Recovered(HardState.INITIAL, EntryId.ZERO, List.of(), List.of(), 0));
  }
}
