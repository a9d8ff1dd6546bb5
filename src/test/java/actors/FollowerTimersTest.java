package actors;

import static actors.TestMember.B;
import static actors.TestMember.ELECTION_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import raft.EntryId;
import raft.HardState;

/// When a follower stands for election, and when it does not (§5.2).
final class FollowerTimersTest {

  private static final long TERM = Messages.TERM;

  private final TestMember member =
      TestMember.restarted(3, new HardState(TERM, null), 1, 1, 2, 2, 3);

  private static EntryId id(long index, long term) {
    return new EntryId(index, term);
  }

  // §5.2: a follower remains one as long as it hears a leader.
  @Test
  void everySignOfItsLeaderPutsTheElectionOff() {
    for (Raft.Rpc sign :
        List.of(
            new Raft.AppendEntries(B, TERM, id(5, 3), List.of(), 0),
            new Raft.AppendEntries(B, TERM, id(9, 4), List.of(), 0),
            new Raft.Heartbeat(B, TERM, 0, 1),
            new Raft.Committed(B, TERM, 0))) {
      member.timers().clear();
      member.tell(sign);

      assertThat(member.timers()).containsExactly(Map.entry(Timer.LEADER_SILENT, ELECTION_TIMEOUT));
    }
  }

  @Test
  void forgetsALeaderThatIsSilentAndWaitsARandomTimeMore() {
    member.tell(new Raft.Heartbeat(B, TERM, 0, 1));
    member.draw(Duration.ofMillis(300));

    member.fire(Timer.LEADER_SILENT);

    assertThat(member.leader()).isNull();
    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.timers())
        .containsExactly(Map.entry(Timer.ELECTION_TIMEOUT, Duration.ofMillis(400)));
  }

  // §5.2: if it hears nothing it begins an election; thesis §9.6: first it asks.
  @Test
  void becomesAPreCandidateWhenTheElectionTimeoutPasses() {
    member.fire(Timer.ELECTION_TIMEOUT);

    assertThat(member.role()).isEqualTo("pre-candidate");
    assertThat(member.term()).isEqualTo(TERM);
  }

  @Test
  void neverStandsIfItIsNoVoter() {
    var learner = TestMember.outsider(3);

    learner.fire(Timer.ELECTION_TIMEOUT);

    assertThat(learner.role()).isEqualTo("follower");
    assertThat(learner.timers()).containsOnlyKeys(Timer.ELECTION_TIMEOUT);
    assertThat(learner.sent()).isEmpty();
  }

  // Figure 2, Followers: granting a vote puts the election off.
  @Test
  void aVoteGivenPutsTheElectionOff() {
    member.tell(new Raft.RequestVote(B, TERM, id(5, 3), false));

    assertThat(member.timers()).containsOnlyKeys(Timer.LEADER_SILENT);
  }

  @Test
  void aVoteRefusedDoesNot() {
    member.tell(new Raft.RequestVote(B, TERM, id(4, 2), false));

    assertThat(member.timers()).containsOnlyKeys(Timer.ELECTION_TIMEOUT);
  }

  // Thesis §3.10
  @Test
  void standsAtOnceWhenItsLeaderSaysSo() {
    member.tell(new Raft.TimeoutNow(B, TERM));

    assertThat(member.role()).isEqualTo("candidate");
    assertThat(member.term()).isEqualTo(TERM + 1);
  }
}
