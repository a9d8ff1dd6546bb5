package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.SELF;
import static actors.TestMember.entries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import actors.Raft.Timer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import raft.EntryId;
import raft.HardState;

/// What a follower takes from its leader, and what it does without one.
final class FollowerTest {

  private static final long TERM = Messages.TERM;

  private final TestMember member =
      TestMember.restarted(3, new HardState(TERM, null), 1, 1, 2, 2, 3);

  private void append(EntryId previous, long leaderCommit, long... terms) {
    var entries = entries(previous.index() + 1, terms);
    member.tell(new Raft.AppendEntries(B, TERM, previous, entries, leaderCommit));
  }

  private static EntryId id(long index, long term) {
    return new EntryId(index, term);
  }

  // -- AppendEntries, receiver's rules of Figure 2

  // Rule 2: reply false if the log has no entry at prevLogIndex whose term is prevLogTerm.
  @Test
  void rejectsEntriesWhosePreviousOneItLacks() {
    append(id(6, 4), 0, 4);

    assertThat(member.sentTo(B)).containsExactly(rejected(6, id(5, 3)));
    assertThat(member.lastIndex()).isEqualTo(5);
    assertThat(member.journal()).isEmpty();
  }

  @Test
  void rejectsEntriesWhosePreviousOneIsOfAnotherTerm() {
    append(id(4, 1), 0, 4);

    assertThat(member.lastIndex()).isEqualTo(5);
    // §5.3: the hint passes over all entries of the conflicting term
    assertThat(member.sentTo(B)).containsExactly(rejected(4, id(2, 1)));
  }

  @Test
  void rejectsAtOnceSinceARefusalNeedsNoDisk() {
    append(id(9, 4), 0);

    assertThat(member.sentTo(B)).hasSize(1);
  }

  // Rule 3: if an existing entry conflicts with a new one, delete it and all that follow it.
  @Test
  void replacesItsLogFromTheFirstConflictOn() {
    append(id(2, 1), 0, 2, 4);

    assertThat(member.lastIndex()).isEqualTo(4);
    assertThat(member.writes())
        .singleElement()
        .extracting(Journal.Write::entries)
        .isEqualTo(entries(4, 4));
  }

  // Rule 4: append any new entries not already in the log.
  @Test
  void writesOnlyWhatIsNew() {
    append(id(3, 2), 0, 2, 3, 4, 4);

    assertThat(member.writes())
        .singleElement()
        .extracting(Journal.Write::entries)
        .isEqualTo(entries(6, 4, 4));
  }

  // A late copy of an old message must not cut off what came after it.
  @Test
  void keepsWhatFollowsEntriesThatMatch() {
    append(id(0, 0), 0, 1, 1);

    assertThat(member.lastIndex()).isEqualTo(5);
    member.flush();
    assertThat(member.sentTo(B)).containsExactly(accepted(2));
  }

  // Rule 5: commitIndex = min(leaderCommit, index of last new entry).
  @Test
  void commitsNoFurtherThanTheMessageProves() {
    append(id(2, 1), 5, 2);

    assertThat(member.commitIndex()).isEqualTo(3);
  }

  @Test
  void commitsNoFurtherThanTheLeader() {
    append(id(5, 3), 4, 4);

    assertThat(member.commitIndex()).isEqualTo(4);
  }

  @Test
  void neverTakesItsCommitIndexBack() {
    append(id(5, 3), 5);
    append(id(5, 3), 2);

    assertThat(member.commitIndex()).isEqualTo(5);
  }

  // §5.3: a follower acknowledges what is on stable storage.
  @Test
  void acknowledgesEntriesOnlyOnceTheyAreDurable() {
    append(id(5, 3), 0, 4, 4);
    assertThat(member.sentTo(B)).isEmpty();

    member.flush();

    assertThat(member.sentTo(B)).containsExactly(accepted(7));
  }

  // The entries match in memory, but an earlier write of them may still be under way.
  @Test
  void acknowledgesACopyBehindTheWriteOfTheOriginal() {
    append(id(5, 3), 0, 4);
    append(id(5, 3), 0, 4);

    assertThat(member.sentTo(B)).isEmpty();
    assertThat(member.writes())
        .extracting(Journal.Write::whenDurable)
        .containsExactly(
            List.of(new Journal.Delivery(B, accepted(6))),
            List.of(new Journal.Delivery(B, accepted(6))));
  }

  // State Machine Safety: what is committed is never replaced.
  @Test
  void refusesToReplaceACommittedEntry() {
    append(id(5, 3), 5);

    assertThatThrownBy(() -> append(id(3, 2), 5, 4)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesASecondLeaderOfOneTerm() {
    append(id(5, 3), 0);
    var other = new Raft.Heartbeat(C, TERM, 0, 1);

    assertThatThrownBy(() -> member.tell(other)).isInstanceOf(IllegalStateException.class);
  }

  // -- applying

  // The store must never be ahead of the journal.
  @Test
  void appliesWhatIsCommittedOnceItIsDurable() {
    append(id(5, 3), 7, 4, 4);
    assertThat(member.commitIndex()).isEqualTo(7);
    assertThat(member.handedToApplier()).isEqualTo(entries(1, 1, 1, 2, 2, 3));

    member.flush();

    assertThat(member.handedToApplier()).isEqualTo(entries(6, 4, 4));
  }

  @Test
  void takesTheWriteOfReplacedEntriesForNoProofOfTheNewOnes() {
    append(id(5, 3), 0, 4, 4);
    Journal.Write old = member.writes().getFirst();
    member.tell(new Raft.AppendEntries(C, 5, id(5, 3), entries(6, 5, 5), 7));
    member.handedToApplier();

    member.makeDurable(old);
    assertThat(member.handedToApplier()).isEmpty();

    member.flush();
    assertThat(member.handedToApplier()).isEqualTo(entries(6, 5, 5));
  }

  // The entries of term 4 are on the disk, replaced by a write under way, and to be written again:
  // a
  // crash now would leave the store ahead of the journal.
  @Test
  void takesTheFirstWriteOfEntriesForNoProofThatTheyReturned() {
    append(id(5, 3), 0, 4, 4);
    Journal.Write first = member.writes().getFirst();
    member.tell(new Raft.AppendEntries(C, 5, id(5, 3), entries(6, 5), 0));
    member.tell(new Raft.AppendEntries(B, 6, id(5, 3), entries(6, 4, 4, 6), 7));
    assertThat(member.handedToApplier()).hasSize(5);

    member.makeDurable(first);
    assertThat(member.handedToApplier()).isEmpty();

    member.flush();
    assertThat(member.handedToApplier()).isEqualTo(entries(6, 4, 4));
  }

  @Test
  void tellsHowFarItHasApplied() {
    append(id(5, 3), 3);
    member.tell(new Raft.Applied(3));

    assertThat(member.status().lastApplied()).isEqualTo(3);
  }

  @Test
  void refusesAnAnswerOfTheStoreItNeverAskedFor() {
    assertThatThrownBy(() -> member.tell(new Raft.Applied(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  // -- Heartbeat, Committed

  @Test
  void answersAHeartbeatAtOnceWithItsRound() {
    member.tell(new Raft.Heartbeat(B, TERM, 2, 17));

    assertThat(member.sentTo(B)).containsExactly(new Raft.HeartbeatReply(SELF, TERM, 17));
    assertThat(member.commitIndex()).isEqualTo(2);
    assertThat(member.leader()).isEqualTo(B);
  }

  @Test
  void learnsTheCommitIndexWithoutAnswering() {
    member.tell(new Raft.Committed(B, TERM, 4));

    assertThat(member.commitIndex()).isEqualTo(4);
    assertThat(member.leader()).isEqualTo(B);
    assertThat(member.sent()).isEmpty();
  }

  // The leader says no more than this member acknowledged: then its disk has forgotten something.
  @Test
  void stopsWhenItHasLostWhatItAcknowledged() {
    assertThatThrownBy(() -> member.tell(new Raft.Heartbeat(B, TERM, 6, 1)))
        .isInstanceOf(LostData.class)
        .hasMessageContaining("its log ends at 5/3");
  }

  // -- what is not for a follower

  @ParameterizedTest
  @MethodSource
  void ignores(Raft.Message message) {
    var before = member.status();
    member.tell(message);

    assertThat(member.status()).isEqualTo(before);
    assertThat(member.sent()).isEmpty();
    assertThat(member.journal()).isEmpty();
    assertThat(member.applier()).isEmpty();
  }

  static List<Raft.Message> ignores() {
    return List.of(
        Timer.HEARTBEAT_TICK,
        Timer.QUORUM_TIMEOUT,
        Timer.TRANSFER_TIMEOUT,
        Timer.READ_RETRY_TIMEOUT,
        new Raft.RequestPreVoteReply(B, TERM, true),
        new Raft.RequestVoteReply(B, TERM, true),
        new Raft.AppendEntriesAccepted(B, TERM, 1),
        new Raft.AppendEntriesRejected(B, TERM, 1, EntryId.ZERO),
        new Raft.HeartbeatReply(B, TERM, 1),
        new Raft.ForwardProposals(B, TERM, 1, List.of(TestMember.data(1))),
        new Raft.ReadIndex(B, TERM, 1),
        new Raft.ReadIndexReply(B, TERM, 1, 1),
        new Raft.EntriesRead(entries(1, 1)),
        new Raft.TransferLeadership(null),
        new Raft.ProposeAsLeader(1, List.of(TestMember.data(1))),
        new Raft.Recovered(HardState.INITIAL, EntryId.ZERO, List.of(), List.of(), 0));
  }

  private static Raft.Rpc accepted(long matchIndex) {
    return new Raft.AppendEntriesAccepted(SELF, TERM, matchIndex);
  }

  private static Raft.Rpc rejected(long previousIndex, EntryId hint) {
    return new Raft.AppendEntriesRejected(SELF, TERM, previousIndex, hint);
  }
}
