package actors;

import static actors.InRole.LAST;
import static actors.InRole.TERM;
import static actors.TestMember.B;
import static actors.TestMember.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import raft.Entry;
import raft.HardState;

/// What all roles have in common: the term rule, and what they note.
final class RoleTest {

  // -- the term rule (§5.1)

  /// Those that say their sender's term; a pre-vote says one that nobody is in yet.
  static Stream<Arguments> laterTerms() {
    return InRole.with(
        Messages.ofPeers(TERM + 1)
            .filter(rpc -> !(rpc instanceof Raft.RequestPreVote))
            .filter(rpc -> !(rpc instanceof Raft.RequestVote))
            .filter(rpc -> !(rpc instanceof Raft.TimeoutNow))
            .filter(rpc -> !(rpc instanceof Raft.IsBootstrapped)));
  }

  // "If a candidate or leader discovers that its term is out of date, it immediately reverts to
  // follower state." "If one server's current term is smaller than the other's, then it updates its
  // current term to the larger value."
  @ParameterizedTest
  @MethodSource("laterTerms")
  void aLaterTermMakesAFollowerOfIt(InRole role, Raft.Rpc rpc) {
    var member = role.member();
    member.tell(rpc);

    assertThat(member.role()).isEqualTo("follower");
    assertThat(member.term()).isEqualTo(TERM + 1);
    assertThat(member.writes().getFirst().hardState()).isEqualTo(new HardState(TERM + 1, null));
    assertThat(member.timers()).doesNotContainKeys(Timer.HEARTBEAT_TICK, Timer.QUORUM_TIMEOUT);
  }

  static Stream<Arguments> earlierTerms() {
    return InRole.with(Messages.ofPeers(TERM - 1));
  }

  // "If a server receives a request with a stale term number, it rejects the request."
  @ParameterizedTest
  @MethodSource("earlierTerms")
  void anEarlierTermChangesNothing(InRole role, Raft.Rpc rpc) {
    var member = role.member();
    var before = member.status();
    var timers = List.copyOf(member.timers().entrySet());
    member.tell(rpc);

    assertThat(member.status()).isEqualTo(before);
    assertThat(member.timers().entrySet()).containsExactlyElementsOf(timers);
    assertThat(member.journal()).isEmpty();
    assertThat(member.applier()).isEmpty();
  }

  // Those that would wait for an answer, or go on leading, hear the current term.
  @ParameterizedTest
  @MethodSource("earlierTerms")
  void tellsItsTermToThoseThatAreBehind(InRole role, Raft.Rpc rpc) {
    var member = role.member();
    member.tell(rpc);

    List<Raft.Rpc> expected =
        switch (rpc) {
          case Raft.RequestPreVote _ -> List.of(new Raft.RequestPreVoteReply(SELF, TERM, false));
          case Raft.RequestVote _ -> List.of(new Raft.RequestVoteReply(SELF, TERM, false));
          case Raft.AppendEntries _, Raft.Heartbeat _ ->
              List.of(new Raft.HeartbeatReply(SELF, TERM, 0));
          case Raft.IsBootstrapped _ -> List.of(new Raft.IsBootstrappedReply(SELF, TERM, false));
          default -> List.of();
        };
    assertThat(member.sentTo(B)).isEqualTo(expected);
  }

  // -- every member writes down what it is told, whatever its role

  @ParameterizedTest
  @MethodSource("all")
  void notesWhatIsDurableAndWhatIsApplied(InRole role) {
    var member = role.member();
    List<Entry> entries = TestMember.entries(4, TERM + 1);
    member.tell(new Raft.AppendEntries(B, TERM + 1, LAST, entries, 4));
    if (role == InRole.LEADER) {
      assertThat(member.lastIndex()).isEqualTo(4);
    }
    member.flush();
    assertThat(member.handedToApplier()).hasSize(4).endsWith(entries.getFirst());

    member.tell(new Raft.Applied(4));

    assertThat(member.status().lastApplied()).isEqualTo(4);
  }

  static Stream<InRole> all() {
    return Stream.of(InRole.values());
  }
}
