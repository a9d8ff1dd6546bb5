package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import raft.Entry;
import raft.EntryId;
import raft.HardState;

/// What all roles have in common: the term rule, and the answers to those who ask for votes.
final class RoleTest {

  /// The current term of every member below.
  private static final long TERM = 5;

  private static final EntryId LAST = new EntryId(3, 2);

  /// A member in a role, in [#TERM], with a log of terms 1 1 2; nothing of it is unread.
  enum InRole {
    FOLLOWER_WITHOUT_LEADER(() -> TestMember.restarted(3, new HardState(TERM, null), 1, 1, 2)),
    FOLLOWER(
        () -> {
          var member = FOLLOWER_WITHOUT_LEADER.make.get();
          member.tell(new Raft.Committed(C, TERM, 0));
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
          var member = TestMember.restarted(3, new HardState(TERM - 1, null), 1, 1, 2);
          member.stand();
          member.flush();
          return member;
        }),
    LEADER(() -> TestMember.leader(3, TERM, 1, 1, 2));

    private final Supplier<TestMember> make;

    InRole(Supplier<TestMember> make) {
      this.make = make;
    }

    TestMember member() {
      var member = make.get();
      assertThat(member.term()).isEqualTo(TERM);
      member.sent();
      member.journal();
      member.applier();
      return member;
    }

    boolean knowsLeader() {
      return this == FOLLOWER || this == LEADER;
    }
  }

  private static Stream<Arguments> everyRoleAnd(Stream<? extends Raft.Rpc> messages) {
    var all = messages.toList();
    return Stream.of(InRole.values())
        .flatMap(role -> all.stream().map(message -> Arguments.of(role, message)));
  }

  // -- the term rule (§5.1)

  /// Those that say their sender's term; a pre-vote says one that nobody is in yet.
  static Stream<Arguments> laterTerms() {
    return everyRoleAnd(
        Messages.ofPeers(TERM + 1)
            .filter(rpc -> !(rpc instanceof Raft.RequestPreVote))
            .filter(rpc -> !(rpc instanceof Raft.RequestVote))
            .filter(rpc -> !(rpc instanceof Raft.TimeoutNow)));
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
    return everyRoleAnd(Messages.ofPeers(TERM - 1));
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
          default -> List.of();
        };
    assertThat(member.sentTo(B)).isEqualTo(expected);
  }

  // -- votes (§5.2, §5.4.1)

  static Stream<Arguments> laterVotes() {
    return everyRoleAnd(
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

  // §5.4.1: "the voter denies its vote if its own log is more up-to-date than that of the candidate"
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
    return everyRoleAnd(
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
