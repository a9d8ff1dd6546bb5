package actors;

import static actors.TestMember.B;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import raft.EntryId;

/// How a leader gives the lead up by itself (check quorum).
final class LeaderQuorumTest {

  private static final long TERM = 5;

  private final TestMember member = TestMember.leader(3, TERM, 1, 1, 2);

  // Thesis §6.2: "a leader steps down if an election timeout elapses without a successful round of
  // heartbeats to a majority of its cluster".
  @Test
  void stepsDownWhenItHearsNoQuorum() {
    member.fire(Timer.QUORUM_TIMEOUT);

    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.term()).isEqualTo(TERM);
    assertThat(member.leader()).isNull();
    assertThat(member.timers()).containsOnlyKeys(Timer.ELECTION_TIMEOUT);
  }

  @ParameterizedTest
  @MethodSource
  void everyAnswerIsASignOfAQuorum(Raft.Rpc sign) {
    member.tell(sign);
    member.fire(Timer.QUORUM_TIMEOUT);
    assertThat(member.role()).isEqualTo("leader");

    member.fire(Timer.QUORUM_TIMEOUT);
    assertThat(member.role()).as("one sign is not for ever").isEqualTo("follower");
  }

  static List<Raft.Rpc> everyAnswerIsASignOfAQuorum() {
    return List.of(
        new Raft.AppendEntriesAccepted(B, TERM, 1),
        new Raft.AppendEntriesRejected(B, TERM, 3, EntryId.ZERO),
        new Raft.HeartbeatReply(B, TERM, 0),
        new Raft.ReadIndex(B, TERM, 1),
        new Raft.ForwardProposals(B, TERM, 1, List.of()));
  }

  @Test
  void oneMemberOfFiveIsNoQuorum() {
    var leader = TestMember.leader(5, TERM);
    leader.tell(new Raft.HeartbeatReply(B, TERM, 0));
    leader.tell(new Raft.HeartbeatReply(B, TERM, 0));
    leader.fire(Timer.QUORUM_TIMEOUT);

    assertThat(leader.role()).isEqualTo("follower");
  }

  @Test
  void theOnlyVoterNeverStepsDown() {
    var alone = TestMember.leader(1, TERM);
    alone.fire(Timer.QUORUM_TIMEOUT);

    assertThat(alone.role()).isEqualTo("leader");
  }
}
