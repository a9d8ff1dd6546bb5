package actors;

import static actors.InRole.LAST;
import static actors.InRole.TERM;
import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import raft.EntryId;
import raft.HardState;

/// How a member votes and pre-votes, whatever its role.
final class VotesTest {

  // -- votes (§5.2, §5.4.1)

  static Stream<Arguments> laterVotes() {
    return InRole.with(
        Stream.of(
            new Raft.RequestVote(B, TERM + 1, LAST, false),
            new Raft.RequestVote(B, TERM + 1, LAST, true),
            new Raft.RequestVote(B, TERM + 1, new EntryId(9, 1), false),
            new Raft.RequestVote(B, TERM + 1, new EntryId(9, 1), true)));
  }

  // Thesis §4.2.3: who hears a leader neither votes nor takes over the term, so that a member that
  // was cut off cannot depose it. §3.10: unless that leader asked for the election itself.
  @ParameterizedTest
  @MethodSource("laterVotes")
  void votesInALaterTermUnlessALeaderIsHeard(InRole role, Raft.RequestVote ask) {
    var member = role.member();
    member.tell(ask);

    if (role.knowsLeader() && !ask.transfer()) {
      assertThat(member.term()).isEqualTo(TERM);
      assertThat(member.writes()).isEmpty();
      assertThat(member.sentTo(B)).isEmpty();
      return;
    }
    boolean entitled = ask.lastLog().isAtLeastAsUpToDateAs(expectedLast(role));
    assertThat(member.term()).isEqualTo(TERM + 1);
    assertThat(member.writes().getLast().hardState())
        .isEqualTo(new HardState(TERM + 1, entitled ? B : null));
  }

  private static EntryId expectedLast(InRole role) {
    return role == InRole.LEADER ? new EntryId(4, TERM) : LAST;
  }

  // §5.4.1: "the voter denies its vote if its own log is more up-to-date than that of the
  // candidate"
  @Test
  void comparesLogsByLastTermThenByLength() {
    assertThat(isGranted(new EntryId(1, 3))).isTrue();
    assertThat(isGranted(new EntryId(3, 2))).isTrue();
    assertThat(isGranted(new EntryId(4, 2))).isTrue();
    assertThat(isGranted(new EntryId(2, 2))).isFalse();
    assertThat(isGranted(new EntryId(9, 1))).isFalse();
  }

  private static boolean isGranted(EntryId lastLog) {
    var member = InRole.FOLLOWER_WITHOUT_LEADER.member();
    member.tell(new Raft.RequestVote(B, TERM, lastLog, false));
    member.flush();
    return member.sentTo(B).equals(List.of(new Raft.RequestVoteReply(SELF, TERM, true)));
  }

  // Figure 2: votedFor is on stable storage before the reply.
  @Test
  void grantsAVoteOnlyOnceItIsDurable() {
    var member = InRole.FOLLOWER_WITHOUT_LEADER.member();
    member.tell(new Raft.RequestVote(B, TERM, LAST, false));
    assertThat(member.sent()).isEmpty();

    var write = member.writes().getFirst();
    assertThat(write.hardState()).isEqualTo(new HardState(TERM, B));
    member.makeDurable(write);

    assertThat(member.sentTo(B)).containsExactly(new Raft.RequestVoteReply(SELF, TERM, true));
  }

  // "Each server will vote for at most one candidate in a given term, on a first-come-first-served
  // basis."
  @Test
  void votesForOneCandidateATerm() {
    var member = InRole.FOLLOWER_WITHOUT_LEADER.member();
    member.tell(new Raft.RequestVote(B, TERM, LAST, false));
    member.tell(new Raft.RequestVote(C, TERM, new EntryId(9, 4), false));
    member.flush();

    assertThat(member.sentTo(C)).containsExactly(new Raft.RequestVoteReply(SELF, TERM, false));
  }

  // The first answer may have been lost; Figure 2: "votedFor is null or candidateId".
  @Test
  void repeatsItsVoteForTheSameCandidate() {
    var member = InRole.FOLLOWER_WITHOUT_LEADER.member();
    var ask = new Raft.RequestVote(B, TERM, LAST, false);
    member.tell(ask);
    member.tell(ask);
    member.flush();

    var granted = new Raft.RequestVoteReply(SELF, TERM, true);
    assertThat(member.sentTo(B)).containsExactly(granted, granted);
  }

  @ParameterizedTest
  @MethodSource("ownVoters")
  void refusesOthersInATermInWhichItVotedForItself(InRole role) {
    var member = role.member();
    member.tell(new Raft.RequestVote(B, TERM, new EntryId(9, 4), false));

    assertThat(member.sentTo(B)).containsExactly(new Raft.RequestVoteReply(SELF, TERM, false));
    assertThat(member.writes()).isEmpty();
  }

  static List<InRole> ownVoters() {
    return List.of(InRole.CANDIDATE, InRole.LEADER);
  }

  // -- pre-votes (thesis §9.6)

  static Stream<Arguments> preVotes() {
    return InRole.with(
        Stream.of(
            new Raft.RequestPreVote(B, TERM + 1, LAST),
            new Raft.RequestPreVote(B, TERM + 7, LAST),
            new Raft.RequestPreVote(B, TERM, LAST),
            new Raft.RequestPreVote(B, TERM + 1, new EntryId(9, 1))));
  }

  // "it would only update its term if it first learned that it could win": a pre-vote is granted to
  // a log that is up-to-date by who hears no leader, and it changes nothing.
  @ParameterizedTest
  @MethodSource("preVotes")
  void saysHowItWouldVoteAndPromisesNothing(InRole role, Raft.RequestPreVote ask) {
    var member = role.member();
    var before = member.status();
    member.tell(ask);

    boolean granted = !role.knowsLeader() && ask.term() > TERM && ask.lastLog().equals(LAST);
    assertThat(member.sentTo(B))
        .containsExactly(new Raft.RequestPreVoteReply(SELF, granted ? ask.term() : TERM, granted));
    assertThat(member.status()).isEqualTo(before);
    assertThat(member.journal()).isEmpty();
  }

  // The grant is for the term asked for; that the receiver is not there yet is the point of it.
  @ParameterizedTest
  @MethodSource("rolesThatAskNobody")
  void aGrantedPreVoteNobodyAskedForChangesNothing(InRole role) {
    var member = role.member();
    var before = member.status();
    member.tell(new Raft.RequestPreVoteReply(B, TERM + 1, true));

    assertThat(member.status()).isEqualTo(before);
  }

  static Stream<InRole> rolesThatAskNobody() {
    return Stream.of(InRole.values()).filter(role -> role != InRole.PRE_CANDIDATE);
  }
}
