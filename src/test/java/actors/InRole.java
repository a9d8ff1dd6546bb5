package actors;

import static actors.TestMember.C;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import raft.EntryId;
import raft.HardState;

/// A member in a role, in [#TERM], with a log of terms 1 1 2 up to [#LAST].
enum InRole {
  FOLLOWER_WITHOUT_LEADER(() -> TestMember.restarted(3, new HardState(InRole.TERM, null), 1, 1, 2)),
  FOLLOWER(
      () -> {
        var member = FOLLOWER_WITHOUT_LEADER.make.get();
        member.tell(new Raft.Committed(C, InRole.TERM, 0));
        return member;
      }),
  PRE_CANDIDATE(
      () -> {
        var member = FOLLOWER_WITHOUT_LEADER.make.get();
        member.fire(Timer.ELECTION_TIMEOUT);
        return member;
      }),
  CANDIDATE(
      () -> {
        var member = TestMember.restarted(3, new HardState(InRole.TERM - 1, null), 1, 1, 2);
        member.stand();
        member.flush();
        return member;
      }),
  LEADER(() -> TestMember.leader(3, InRole.TERM, 1, 1, 2));

  /// The current term of every member.
  static final long TERM = 5;

  static final EntryId LAST = new EntryId(3, 2);

  private final Supplier<TestMember> make;

  InRole(Supplier<TestMember> make) {
    this.make = make;
  }

  /// What it said and did to get there is forgotten.
  TestMember member() {
    var member = make.get();
    assertThat(member.term()).isEqualTo(TERM);
    member.sent();
    member.journal();
    member.applier();
    return member;
  }

  /// Every role with every message.
  static Stream<Arguments> with(Stream<? extends Raft.Rpc> messages) {
    var all = messages.toList();
    return Stream.of(values())
        .flatMap(role -> all.stream().map(message -> Arguments.of(role, message)));
  }

  boolean knowsLeader() {
    return this == FOLLOWER || this == LEADER;
  }
}
