package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.SELF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import actors.Raft.Timer;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import raft.Entry;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

/// How a leader takes the lead, takes proposals and commits.
final class LeaderTest {

  private static final long TERM = 5;

  private final TestMember member = TestMember.leader(3, TERM, 1, 1, 2);

  private static Raft.Propose propose(String... proposals) {
    return TestMember.propose(
        Stream.of(proposals).map(ByteString::copyFromUtf8).toArray(ByteString[]::new));
  }

  private void accept(MemberId from, long matchIndex) {
    member.tell(new Raft.AppendEntriesAccepted(from, TERM, matchIndex));
  }

  // -- taking the lead

  // §8: "each leader commits a blank no-op entry into the log at the start of its term"
  @Test
  void appendsANoOpAndSendsItToAllAtOnce() {
    var candidate = TestMember.restarted(3, new HardState(TERM - 1, null), 1, 1, 2);
    candidate.stand();
    candidate.flush();
    candidate.sent();
    candidate.tell(new Raft.RequestVoteReply(B, TERM, true));

    var noOp = Entry.noOp(4, TERM);
    var rpc = new Raft.AppendEntries(SELF, TERM, new EntryId(3, 2), List.of(noOp), 0);
    assertThat(candidate.sent())
        .containsExactly(new TestMember.Sent(B, rpc), new TestMember.Sent(C, rpc));
    assertThat(candidate.writes())
        .extracting(Journal.Write::entries)
        .containsExactly(List.of(noOp));
  }

  @Test
  void beatsAndAsksForAQuorumPeriodically() {
    assertThat(member.timers())
        .containsExactly(
            Map.entry(Timer.HEARTBEAT_TICK, Duration.ofMillis(100)),
            Map.entry(Timer.QUORUM_TIMEOUT, Duration.ofMillis(1000)));
  }

  @Test
  void takesWhatItsClientsWantedDuringTheElection() {
    var candidate = TestMember.restarted(3, new HardState(TERM - 1, null));
    candidate.tell(propose("a"));
    candidate.tell(TestReads.read("x"));
    candidate.stand();
    candidate.flush();
    candidate.tell(new Raft.RequestVoteReply(B, TERM, true));
    assertThat(candidate.lastIndex()).isEqualTo(2);

    candidate.sent();
    candidate.tell(new Raft.AppendEntriesAccepted(B, TERM, 2));
    candidate.flush();

    assertThat(candidate.sentTo(C)).anyMatch(Raft.Heartbeat.class::isInstance);
  }

  // -- proposals

  // "The leader appends the command to its log as a new entry, then issues AppendEntries RPCs in
  // parallel to each of the other servers": thesis §10.2.1 lets the disk go in parallel too.
  @Test
  void writesAndReplicatesProposalsInParallel() {
    accept(B, 4);
    accept(C, 4);
    member.flush();
    member.sent();
    member.tell(propose("a", "b"));

    var entries =
        List.of(
            Entry.proposal(5, TERM, ByteString.copyFromUtf8("a")),
            Entry.proposal(6, TERM, ByteString.copyFromUtf8("b")));
    var rpc = new Raft.AppendEntries(SELF, TERM, new EntryId(4, TERM), entries, 4);
    assertThat(member.sent())
        .containsExactly(new TestMember.Sent(B, rpc), new TestMember.Sent(C, rpc));
    assertThat(member.writes()).extracting(Journal.Write::entries).containsExactly(entries);
  }

  @Test
  void takesProposalsOfItsFollowers() {
    member.tell(new Raft.ForwardProposals(B, TERM, 9, List.of(TestMember.data(1))));

    assertThat(member.lastIndex()).isEqualTo(5);
  }

  // The network may copy a message; a proposal is not idempotent.
  @Test
  void takesAForwardedMessageOnce() {
    var forward = new Raft.ForwardProposals(B, TERM, 9, List.of(TestMember.data(1)));
    member.tell(forward);
    member.tell(forward);

    assertThat(member.lastIndex()).isEqualTo(5);
  }

  @Test
  void appendsNothingWhenNothingWaits() {
    member.tell(propose());

    assertThat(member.lastIndex()).isEqualTo(4);
    assertThat(member.journal()).isEmpty();
  }

  // Leader Append-Only (Figure 3): what a leader is told never shortens its log.
  @Test
  void neverReplacesEntriesOfItsOwnLog() {
    member.tell(new Raft.AppendEntriesRejected(B, TERM, 3, EntryId.ZERO));

    assertThat(member.lastIndex()).isEqualTo(4);
    assertThat(member.journal()).isEmpty();
  }

  // -- committing

  // "A log entry is committed once the leader that created the entry has replicated it on a
  // majority
  // of the servers": its own log counts as far as it is durable.
  @Test
  void commitsWhatAQuorumHoldsDurably() {
    member.tell(propose("a"));
    Journal.Write own = member.writes().getFirst();
    accept(B, 5);
    assertThat(member.commitIndex()).isEqualTo(4);

    member.makeDurable(own);

    assertThat(member.commitIndex()).isEqualTo(5);
  }

  // Thesis §10.2.1: "the leader may even commit an entry before it has been written to its own
  // disk,
  // if a majority of followers have written it".
  @Test
  void commitsWhatTheOthersHoldBeforeItsOwnDiskDoes() {
    member.tell(propose("a"));
    accept(B, 5);
    accept(C, 5);

    assertThat(member.commitIndex()).isEqualTo(5);
    assertThat(member.handedToApplier()).extracting(Entry::index).endsWith(4L);
    member.flush();
    assertThat(member.handedToApplier()).extracting(Entry::index).containsExactly(5L);
  }

  // §5.4.2, Figure 8: "Raft never commits log entries from previous terms by counting replicas."
  @Test
  void commitsNoEntryOfAnEarlierTermByCounting() {
    accept(B, 3);
    accept(C, 3);

    assertThat(member.commitIndex()).isZero();
  }

  // "once an entry from the current term has been committed in this way, then all prior entries are
  // committed indirectly because of the Log Matching Property."
  @Test
  void commitsEarlierEntriesByWayOfOneOfItsOwnTerm() {
    accept(B, 4);

    assertThat(member.commitIndex()).isEqualTo(4);
    assertThat(member.handedToApplier()).hasSize(4);
  }

  // Nobody may be told of a commit further than it has acknowledged: its log may end there.
  @Test
  void tellsEachPeerHowFarItsOwnLogIsCommitted() {
    accept(C, 2);
    member.sent();
    accept(B, 4);

    assertThat(member.sent())
        .contains(new TestMember.Sent(B, new Raft.Committed(SELF, TERM, 4)))
        .doesNotContain(new TestMember.Sent(C, new Raft.Committed(SELF, TERM, 4)));
  }

  // A message that says nothing new costs as much as one that does.
  @Test
  void tellsNoPeerOfACommitThatItHasNotReached() {
    accept(C, 2);
    member.sent();

    accept(B, 4);
    member.flush();

    assertThat(member.sent())
        .filteredOn(sent -> sent.message() instanceof Raft.Committed)
        .containsExactly(
            new TestMember.Sent(B, new Raft.Committed(SELF, TERM, 4)),
            new TestMember.Sent(C, new Raft.Committed(SELF, TERM, 2)));
    member.tell(propose("a"));
    member.sent();

    accept(B, 5);
    member.flush();

    assertThat(member.sent())
        .filteredOn(sent -> sent.message() instanceof Raft.Committed)
        .containsExactly(new TestMember.Sent(B, new Raft.Committed(SELF, TERM, 5)));
  }

  // It was told of the commit no further than it had acknowledged then; a client may wait there.
  @Test
  void tellsAPeerThatAcknowledgesLateWhatIsCommittedAlready() {
    accept(B, 4);
    member.sent();
    accept(C, 4);

    assertThat(member.sent())
        .containsExactly(new TestMember.Sent(C, new Raft.Committed(SELF, TERM, 4)));
    accept(C, 4);
    assertThat(member.sent()).as("once").isEmpty();
  }

  @Test
  void theOnlyVoterCommitsOnceItsOwnDiskHolds() {
    var alone = TestMember.leader(1, TERM);
    alone.tell(propose("a"));
    assertThat(alone.commitIndex()).isEqualTo(1);

    alone.flush();

    assertThat(alone.commitIndex()).isEqualTo(2);
  }

  // Election Safety (Figure 3): at most one leader a term; a breach must not go on unseen.
  @ParameterizedTest
  @MethodSource
  void stopsWhenAnotherLeadsItsTerm(Raft.Rpc rpc) {
    assertThatThrownBy(() -> member.tell(rpc)).isInstanceOf(IllegalStateException.class);
  }

  static List<Raft.Rpc> stopsWhenAnotherLeadsItsTerm() {
    return List.of(
        new Raft.AppendEntries(B, TERM, EntryId.ZERO, List.of(), 0),
        new Raft.Heartbeat(B, TERM, 0, 1),
        new Raft.Committed(B, TERM, 0));
  }

  @ParameterizedTest
  @MethodSource
  void ignores(Raft.Message message) {
    var before = member.status();
    member.tell(message);

    assertThat(member.status()).isEqualTo(before);
    assertThat(member.sent()).isEmpty();
    assertThat(member.journal()).isEmpty();
  }

  static List<Raft.Message> ignores() {
    return List.of(
        Timer.LEADER_SILENT,
        Timer.ELECTION_TIMEOUT,
        Timer.READ_RETRY_TIMEOUT,
        new Raft.RequestPreVoteReply(B, TERM, false),
        new Raft.RequestVoteReply(B, TERM, true),
        new Raft.RequestVoteReply(C, TERM, false),
        new Raft.ReadIndexReply(B, TERM, 1, 1),
        new Raft.TimeoutNow(B, TERM),
        new Raft.EntriesRead(TestMember.entries(1, 1)),
        new Raft.Recovered(HardState.INITIAL, EntryId.ZERO, List.of(), List.of(), 0));
  }

  // -- the limit on what no quorum has

  private static final String HALF_THE_LIMIT = "x".repeat(5_000);

  @Test
  void leavesProposalsInTheirQueueWhileNoQuorumCommits() {
    member.tell(propose(HALF_THE_LIMIT, HALF_THE_LIMIT));
    long full = member.lastIndex();

    member.tell(propose("own"));
    member.tell(
        new Raft.ForwardProposals(B, TERM, 1, List.of(ByteString.copyFromUtf8("forwarded"))));
    assertThat(member.lastIndex()).isEqualTo(full);

    accept(B, full);
    member.flush();
    accept(C, full);
    assertThat(member.lastIndex()).as("the own one, for nobody else keeps it").isEqualTo(full + 1);
  }

  @Test
  void takesForwardedProposalsAgainOnceAQuorumHasCommitted() {
    member.tell(propose(HALF_THE_LIMIT, HALF_THE_LIMIT));
    long full = member.lastIndex();
    member.flush();
    accept(B, full);

    member.tell(
        new Raft.ForwardProposals(B, TERM, 1, List.of(ByteString.copyFromUtf8("forwarded"))));
    assertThat(member.lastIndex()).isEqualTo(full + 1);
  }
}
