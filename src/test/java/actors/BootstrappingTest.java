package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.ELECTION_TIMEOUT;
import static actors.TestMember.SELF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import actors.Raft.Timer;
import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

/// A member without data, which may be new or have lost it.
final class BootstrappingTest {

  private static final Raft.IsBootstrapped QUESTION = new Raft.IsBootstrapped(SELF, 0);

  private static Raft.Recovered nothing() {
    return new Raft.Recovered(HardState.INITIAL, EntryId.ZERO, List.of(), List.of(), 0);
  }

  private static Raft.IsBootstrappedReply no(MemberId from, long term) {
    return new Raft.IsBootstrappedReply(from, term, false);
  }

  private static TestMember bootstrapping(int voters) {
    var member = TestMember.recoveringWithDoubts(voters);
    member.tell(nothing());
    return member;
  }

  @Test
  void asksAllOthersUntilTheyAnswer() {
    var member = bootstrapping(3);
    assertThat(member.role()).isEqualTo("bootstrapping");
    assertThat(member.sent())
        .containsExactly(new TestMember.Sent(B, QUESTION), new TestMember.Sent(C, QUESTION));
    member.tell(no(B, 0));
    member.fire(Timer.HEARTBEAT_TICK);
    assertThat(member.sent()).containsExactly(new TestMember.Sent(C, QUESTION));
    member.tell(no(C, 0));
    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.timers()).containsOnlyKeys(Timer.ELECTION_TIMEOUT);
  }

  // etcd: "member ... has already been bootstrapped"
  @Test
  void endsIfAnotherKnowsIt() {
    var member = bootstrapping(3);
    member.tell(no(B, 4));
    assertThatThrownBy(() -> member.tell(new Raft.IsBootstrappedReply(C, 4, true)))
        .isInstanceOf(LostData.class)
        .hasMessageContaining(SELF.toString())
        .hasMessageContaining(C.toString())
        .hasMessageContaining("OPERATIONS.md");
  }

  // A vote of its own could be the second of a term (§5.2), or elect one that lacks what it has
  // acknowledged (§5.4.1).
  @ParameterizedTest
  @MethodSource("actors.Messages#ofPeers")
  void promisesNothing(Raft.Rpc rpc) {
    var member = bootstrapping(3);
    member.sent();
    member.tell(rpc);

    assertThat(member.sent())
        .allMatch(
            sent ->
                sent.message() instanceof Raft.IsBootstrappedReply reply && !reply.bootstrapped());
    assertThat(member.journal()).isEmpty();
    assertThat(member.role()).isEqualTo("bootstrapping");
  }

  @Test
  void waitsAnElectionTimeoutForTheSilentOnceItHasHeardAQuorum() {
    var member = bootstrapping(5);
    member.tell(no(B, 0));
    assertThat(member.timers()).containsOnlyKeys(Timer.HEARTBEAT_TICK);
    member.tell(no(C, 0));
    assertThat(member.timers()).contains(entry(Timer.ELECTION_TIMEOUT, ELECTION_TIMEOUT));
    member.tell(no(C, 0));
    member.fire(Timer.ELECTION_TIMEOUT);
    assertThat(member.role()).isEqualTo("follower");
  }

  @Test
  void oneAnswerTwiceIsNoQuorum() {
    var member = bootstrapping(5);
    member.tell(no(B, 0));
    member.tell(no(B, 0));
    assertThat(member.timers()).containsOnlyKeys(Timer.HEARTBEAT_TICK);
  }

  @Test
  void keepsWhatItsClientsWant() {
    var member = bootstrapping(3);
    member.tell(TestMember.propose(ByteString.copyFromUtf8("put")));
    member.tell(TestReads.read("get"));
    member.tell(no(B, 0));
    member.tell(no(C, 0));
    member.sent();
    member.tell(new Raft.Heartbeat(B, 1, 0, 0));
    assertThat(member.sentTo(B))
        .anyMatch(Raft.ForwardProposals.class::isInstance)
        .anyMatch(Raft.ReadIndex.class::isInstance);
  }

  @Test
  void whoHasDataAsksNobody() {
    var member = TestMember.recoveringWithDoubts(3);
    member.tell(new Raft.Recovered(new HardState(3, null), EntryId.ZERO, List.of(), List.of(), 0));
    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.sent()).isEmpty();
  }

  @Test
  void whoIsAloneAsksNobody() {
    assertThat(bootstrapping(1).role()).isEqualTo("follower");
  }

  @Test
  void everyoneSaysWhomTheyKnow() {
    var follower = TestMember.recoveringWithDoubts(3, B);
    follower.tell(
        new Raft.Recovered(new HardState(3, null), EntryId.ZERO, List.of(), List.of(), 0));
    follower.tell(new Raft.IsBootstrapped(B, 0));
    follower.tell(new Raft.IsBootstrapped(C, 0));
    assertThat(follower.sent())
        .containsExactly(
            new TestMember.Sent(B, new Raft.IsBootstrappedReply(SELF, 3, true)),
            new TestMember.Sent(C, new Raft.IsBootstrappedReply(SELF, 3, false)));
  }
}
