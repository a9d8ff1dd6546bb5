package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import raft.EntryId;
import raft.MemberId;

/// What the clients of a follower want: it asks the leader for them.
final class FollowerClientsTest {

  private final TestMember member = TestMember.fresh(3);

  private void hearLeader(MemberId leader, long term) {
    member.tell(new Raft.Heartbeat(leader, term, 0, 0));
    member.sent();
  }

  private static Raft.Propose propose(String... proposals) {
    return TestMember.propose(
        Stream.of(proposals).map(ByteString::copyFromUtf8).toArray(ByteString[]::new));
  }

  private List<String> forwarded(List<Raft.Rpc> messages) {
    return messages.stream()
        .map(message -> (Raft.ForwardProposals) message)
        .map(
            forward ->
                String.join(
                    ",", forward.proposals().stream().map(ByteString::toStringUtf8).toList()))
        .toList();
  }

  private Raft.ReadIndex question() {
    var sent = member.sentTo(B);
    assertThat(sent).singleElement().isInstanceOf(Raft.ReadIndex.class);
    return (Raft.ReadIndex) sent.getFirst();
  }

  // -- proposals

  @Test
  void forwardsProposalsToTheLeader() {
    hearLeader(B, 1);
    member.tell(propose("a", "b"));

    assertThat(forwarded(member.sentTo(B))).containsExactly("a,b");
  }

  @Test
  void forwardsInMessagesOfBoundedSize() {
    hearLeader(B, 1);
    member.tell(propose("aaa", "bbb", "c", "dddddddd", "e"));

    assertThat(forwarded(member.sentTo(B))).containsExactly("aaa,bbb", "c", "dddddddd", "e");
  }

  // A proposal is not idempotent: the leader takes each message once.
  @Test
  void numbersEveryMessageAnew() {
    hearLeader(B, 1);
    member.tell(propose("a"));
    member.tell(propose("b"));

    assertThat(member.sentTo(B))
        .extracting(message -> ((Raft.ForwardProposals) message).forwardId())
        .doesNotHaveDuplicates();
  }

  @Test
  void forwardsNothingWhenNothingWaits() {
    hearLeader(B, 1);
    member.tell(propose());

    assertThat(member.sent()).isEmpty();
  }

  @Test
  void keepsProposalsUntilALeaderIsHeard() {
    member.tell(propose("a"));
    assertThat(member.sent()).isEmpty();

    member.tell(new Raft.Committed(B, 1, 0));

    assertThat(forwarded(member.sentTo(B))).containsExactly("a");
  }

  @Test
  void keepsProposalsThroughAnElection() {
    member.tell(propose("a"));
    member.stand();
    member.flush();
    member.sent();

    member.tell(new Raft.Committed(C, 1, 0));

    assertThat(forwarded(member.sentTo(C))).containsExactly("a");
  }

  // -- reads (thesis §6.4)

  @Test
  void asksTheLeaderForAReadIndex() {
    hearLeader(B, 1);
    member.tell(TestReads.read("x"));

    assertThat(question().term()).isEqualTo(1);
    assertThat(member.timers()).containsKey(Timer.READ_RETRY_TIMEOUT);
  }

  @Test
  void servesReadsAtTheIndexItWasTold() {
    hearLeader(B, 1);
    member.tell(TestReads.read("x"));
    member.tell(new Raft.ReadIndexReply(B, 1, question().readId(), 8));

    assertThat(member.applier()).containsExactly(new Applier.ReadAt(8, TestReads.of("x")));
    assertThat(member.timers()).doesNotContainKey(Timer.READ_RETRY_TIMEOUT);
  }

  @Test
  void asksNothingForNoReads() {
    hearLeader(B, 1);
    member.tell(new Raft.Read(() -> TestReads.of()));

    assertThat(member.sent()).isEmpty();
  }

  // The answer to an older question proves nothing about reads that came after it.
  @Test
  void laterReadsWaitForAQuestionOfTheirOwn() {
    hearLeader(B, 1);
    member.tell(TestReads.read("x"));
    var first = question();
    member.tell(TestReads.read("y"));
    assertThat(member.sent()).isEmpty();

    member.tell(new Raft.ReadIndexReply(B, 1, first.readId(), 8));
    assertThat(member.applier()).containsExactly(new Applier.ReadAt(8, TestReads.of("x")));

    var second = question();
    assertThat(second.readId()).isNotEqualTo(first.readId());
    member.tell(new Raft.ReadIndexReply(B, 1, second.readId(), 9));
    assertThat(member.applier()).containsExactly(new Applier.ReadAt(9, TestReads.of("y")));
  }

  @Test
  void anAnswerServesOnce() {
    hearLeader(B, 1);
    member.tell(TestReads.read("x"));
    var answer = new Raft.ReadIndexReply(B, 1, question().readId(), 8);
    member.tell(answer);
    member.applier();

    member.tell(answer);

    assertThat(member.applier()).isEmpty();
  }

  @Test
  void asksAnewUnderAnotherNumberWhenNoAnswerComes() {
    hearLeader(B, 1);
    member.tell(TestReads.read("x"));
    var lost = question();

    member.fire(Timer.READ_RETRY_TIMEOUT);

    var again = question();
    assertThat(again.readId()).isNotEqualTo(lost.readId());
    member.tell(new Raft.ReadIndexReply(B, 1, lost.readId(), 3));
    assertThat(member.applier()).isEmpty();
    member.tell(new Raft.ReadIndexReply(B, 1, again.readId(), 4));
    assertThat(member.applier()).containsExactly(new Applier.ReadAt(4, TestReads.of("x")));
  }

  @Test
  void asksTheNextLeaderWhatTheLastDidNotAnswer() {
    hearLeader(C, 1);
    member.tell(TestReads.read("x"));
    member.sent();

    member.tell(new Raft.Committed(B, 2, 0));

    assertThat(question().term()).isEqualTo(2);
  }

  @Test
  void asksAgainWhenASilentLeaderComesBack() {
    hearLeader(B, 1);
    member.tell(TestReads.read("x"));
    var lost = question();
    member.fire(Timer.LEADER_SILENT);
    assertThat(member.sent()).isEmpty();

    member.tell(new Raft.Committed(B, 1, 0));

    assertThat(question().readId()).isNotEqualTo(lost.readId());
  }

  @Test
  void keepsReadsThroughAnElectionItIsToldToHold() {
    hearLeader(C, 1);
    member.tell(TestReads.read("x"));
    member.tell(new Raft.TimeoutNow(C, 1));
    assertThat(member.role()).isEqualTo("candidate");
    member.flush();
    member.sent();

    member.tell(new Raft.AppendEntries(B, 2, EntryId.ZERO, List.of(), 0));

    assertThat(question().term()).isEqualTo(2);
  }
}
