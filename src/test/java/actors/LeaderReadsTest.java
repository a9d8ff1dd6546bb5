package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.D;
import static actors.TestMember.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import java.util.List;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// How a leader serves linearizable reads (thesis §6.4).
final class LeaderReadsTest {

  private static final long TERM = 5;

  /// Its log is 1 5, all of it committed.
  private final TestMember member = TestMember.establishedLeader(3, TERM, 1);

  private void answer(MemberId from, long round) {
    member.tell(new Raft.HeartbeatReply(from, TERM, round));
  }

  /// The round that the heartbeats under way carry.
  private long round() {
    return ((Raft.Heartbeat) member.sentTo(B).getLast()).round();
  }

  private List<Applier.ReadAt> served() {
    return member.applier().stream()
        .filter(Applier.ReadAt.class::isInstance)
        .map(Applier.ReadAt.class::cast)
        .toList();
  }

  // Step 1: "if the leader has not yet marked an entry from its current term committed, it waits
  // until it has done so".
  @Test
  void waitsForACommittedEntryOfItsOwnTerm() {
    var leader = TestMember.leader(3, TERM, 1);
    leader.tell(TestReads.read("x"));
    assertThat(leader.sent()).isEmpty();

    leader.tell(new Raft.AppendEntriesAccepted(B, TERM, 2));

    assertThat(leader.sentTo(C)).contains(new Raft.Heartbeat(SELF, TERM, 0, 1));
  }

  // Steps 2 and 3: "it saves its current commit index in readIndex" and "issues a new round of
  // heartbeats and waits for their acknowledgments from a majority of the cluster".
  @Test
  void servesAtTheCommitIndexOnceAQuorumConfirmsItsLead() {
    member.tell(TestReads.read("x"));
    long round = round();
    assertThat(served()).isEmpty();

    answer(B, round);

    assertThat(served()).containsExactly(new Applier.ReadAt(2, TestReads.of("x")));
  }

  @Test
  void needsAMajorityOfTheWholeCluster() {
    var leader = TestMember.establishedLeader(5, TERM);
    leader.tell(TestReads.read("x"));
    leader.handedToApplier();
    leader.tell(new Raft.HeartbeatReply(B, TERM, 1));
    leader.tell(new Raft.HeartbeatReply(B, TERM, 1));
    assertThat(leader.applier()).isEmpty();

    leader.tell(new Raft.HeartbeatReply(D, TERM, 1));

    assertThat(leader.applier()).hasSize(1);
  }

  // What is committed after the round began may be read too, but need not be waited for.
  @Test
  void keepsTheIndexOfTheMomentTheRoundBegan() {
    member.tell(TestReads.read("x"));
    long round = round();
    member.tell(TestMember.propose(TestMember.data(1)));
    member.tell(new Raft.AppendEntriesAccepted(B, TERM, 3));
    member.flush();
    assertThat(member.commitIndex()).isEqualTo(3);

    answer(C, round);

    assertThat(served()).containsExactly(new Applier.ReadAt(2, TestReads.of("x")));
  }

  // "the leader can amortize the cost of this check": one round serves all that wait.
  @Test
  void oneRoundServesAllReadsThatWaited() {
    member.tell(TestReads.read("w"));
    long first = round();
    member.tell(TestReads.read("x"));
    member.tell(TestReads.read("y"));
    assertThat(member.sent()).as("one round at a time").isEmpty();

    answer(B, first);
    assertThat(served()).containsExactly(new Applier.ReadAt(2, TestReads.of("w")));
    answer(B, round());

    assertThat(served()).containsExactly(new Applier.ReadAt(2, TestReads.of("x", "y")));
  }

  // A late answer to a heartbeat of the past proves nothing about a read that came after it.
  @Test
  void aLateAnswerToAnOldRoundConfirmsNoLaterRead() {
    member.tell(TestReads.read("x"));
    long old = round();
    answer(B, old);
    served();
    member.tell(TestReads.read("y"));

    answer(C, old);
    assertThat(served()).isEmpty();

    answer(C, old + 1);
    assertThat(served()).containsExactly(new Applier.ReadAt(2, TestReads.of("y")));
  }

  @Test
  void anAnswerToAHeartbeatSentBeforeTheReadConfirmsNothing() {
    member.fire(Timer.HEARTBEAT_TICK);
    long before = round();
    member.tell(TestReads.read("x"));

    answer(B, before);
    answer(C, before);

    assertThat(served()).isEmpty();
  }

  @Test
  void repeatsTheRoundWithEveryHeartbeatUntilItIsAnswered() {
    member.tell(TestReads.read("x"));
    long round = round();

    member.fire(Timer.HEARTBEAT_TICK);

    assertThat(round()).isEqualTo(round);
  }

  @Test
  void answersAFollowersQuestionWithItsNumber() {
    member.tell(new Raft.ReadIndex(B, TERM, 77));
    long round = round();
    answer(C, round);

    assertThat(member.sentTo(B)).containsExactly(new Raft.ReadIndexReply(SELF, TERM, 77, 2));
    assertThat(served()).isEmpty();
  }

  @Test
  void asksNobodyForNoReads() {
    member.tell(new Raft.Read(() -> TestReads.of()));

    assertThat(member.sent()).isEmpty();
  }

  @Test
  void theOnlyVoterConfirmsItself() {
    var alone = TestMember.establishedLeader(1, TERM);
    alone.handedToApplier();
    alone.tell(TestReads.read("x"));

    assertThat(alone.applier()).containsExactly(new Applier.ReadAt(1, TestReads.of("x")));
  }

  // A leader that was deposed must not serve what it could not confirm; the next one may.
  @Test
  void leavesItsUnconfirmedReadsToTheNextLeader() {
    member.tell(TestReads.read("x"));
    member.tell(TestReads.read("y"));
    long round = round();
    member.tell(new Raft.Committed(C, TERM + 1, 0));
    assertThat(member.role()).isEqualTo("follower");
    answer(B, round);
    assertThat(served()).isEmpty();

    var question = (Raft.ReadIndex) member.sentTo(C).getLast();
    member.tell(new Raft.ReadIndexReply(C, TERM + 1, question.readId(), 9));

    assertThat(served()).containsExactly(new Applier.ReadAt(9, TestReads.of("x")));
    assertThat(member.sentTo(C)).singleElement().isInstanceOf(Raft.ReadIndex.class);
  }
}
