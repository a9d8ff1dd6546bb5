package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.SELF;
import static actors.TestMember.entries;
import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft.Timer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import raft.Entry;
import raft.EntryId;
import raft.HardState;

/// How a leader brings its peers' logs to its own (§5.3).
final class LeaderReplicationTest {

  private static final long TERM = 5;

  /// Its log is 1 1 2 2 5; the last is its no-op, which nobody has acknowledged.
  private final TestMember member = TestMember.leader(3, TERM, 1, 1, 2, 2);

  private void accept(long matchIndex) {
    member.tell(new Raft.AppendEntriesAccepted(B, TERM, matchIndex));
  }

  private void reject(long previousIndex, EntryId hint) {
    member.tell(new Raft.AppendEntriesRejected(B, TERM, previousIndex, hint));
  }

  private void propose(int count) {
    for (int i = 0; i < count; i++) {
      member.tell(TestMember.propose(TestMember.data(1)));
    }
  }

  private List<Raft.AppendEntries> appended() {
    return member.sentTo(B).stream()
        .filter(Raft.AppendEntries.class::isInstance)
        .map(Raft.AppendEntries.class::cast)
        .toList();
  }

  private static List<Long> firstIndexes(List<Raft.AppendEntries> messages) {
    return messages.stream().map(message -> message.previous().index() + 1).toList();
  }

  // -- looking for the last common entry

  // "After a rejection, the leader decrements nextIndex and retries the AppendEntries RPC."
  @Test
  void triesFurtherDownAfterARejection() {
    reject(4, new EntryId(3, 2));

    assertThat(appended())
        .singleElement()
        .satisfies(
            rpc -> {
              assertThat(rpc.previous()).isEqualTo(new EntryId(3, 2));
              assertThat(rpc.entries().getFirst()).isEqualTo(entries(4, 2).getFirst());
            });
  }

  // "the leader can decrement nextIndex to bypass all of the conflicting entries in that term"
  @Test
  void passesOverAWholeTermThatThePeerLacks() {
    reject(4, new EntryId(4, 1));

    assertThat(appended())
        .singleElement()
        .extracting(Raft.AppendEntries::previous)
        .isEqualTo(new EntryId(2, 1));
  }

  @Test
  void goesBackToTheFirstEntryForAnEmptyPeer() {
    reject(4, EntryId.ZERO);

    assertThat(appended())
        .singleElement()
        .satisfies(
            rpc -> {
              assertThat(rpc.previous()).isEqualTo(EntryId.ZERO);
              assertThat(rpc.entries()).isEqualTo(entries(1, 1, 1));
            });
  }

  @Test
  void sendsOneProbeAtATime() {
    propose(3);
    assertThat(appended()).isEmpty();

    reject(4, new EntryId(2, 1));
    assertThat(appended()).hasSize(1);
  }

  @Test
  void takesARejectionOnce() {
    reject(4, new EntryId(2, 1));
    appended();
    reject(4, new EntryId(2, 1));

    assertThat(appended()).isEmpty();
  }

  // "Eventually nextIndex will reach a point where the leader and follower logs match."
  @Test
  void sendsAllThatFollowsOnceThePeerAgrees() {
    reject(4, EntryId.ZERO);
    appended();
    accept(2);

    assertThat(appended())
        .extracting(Raft.AppendEntries::previous)
        .containsExactly(new EntryId(2, 1), new EntryId(4, 2));
  }

  // -- many messages under way

  @Test
  void splitsWhatAPeerLacksIntoMessagesOfBoundedSize() {
    reject(4, EntryId.ZERO);
    accept(2);

    assertThat(appended())
        .allSatisfy(
            rpc ->
                assertThat(rpc.entries().stream().mapToInt(Entry::size).sum())
                    .isLessThanOrEqualTo(70));
  }

  @Test
  void sendsOnBeforeItIsAnsweredButNotWithoutEnd() {
    accept(5);
    member.sent();
    propose(8);
    assertThat(firstIndexes(appended())).containsExactly(6L, 7L, 8L, 9L);

    accept(6);
    // what has waited goes as one message
    assertThat(appended()).singleElement().extracting(rpc -> rpc.entries().size()).isEqualTo(2);
  }

  // -- lost messages: Raft "retries AppendEntries RPCs indefinitely"

  @Test
  void repeatsALostProbe() {
    member.fire(Timer.HEARTBEAT_TICK);
    assertThat(appended()).as("a peer that does not answer is only beaten").isEmpty();

    member.tell(new Raft.HeartbeatReply(B, TERM, 0));
    member.fire(Timer.HEARTBEAT_TICK);

    assertThat(firstIndexes(appended())).containsExactly(5L);
  }

  @Test
  void asksWhatAPeerHasThatAnswersButIsBehind() {
    accept(5);
    member.sent();
    propose(1);
    member.sent();

    member.fire(Timer.HEARTBEAT_TICK);

    assertThat(appended())
        .containsExactly(new Raft.AppendEntries(SELF, TERM, new EntryId(6, TERM), List.of(), 5));
    // it says that it lacks it
    reject(6, new EntryId(5, TERM));
    assertThat(firstIndexes(appended())).containsExactly(6L);
  }

  @Test
  void asksNothingOfAPeerThatHasEverything() {
    accept(5);
    member.sent();
    member.fire(Timer.HEARTBEAT_TICK);

    assertThat(member.sentTo(B)).containsExactly(new Raft.Heartbeat(SELF, TERM, 5, 0));
  }

  @Test
  void aHeartbeatSaysNoMoreThanThePeerHasAcknowledged() {
    accept(5);
    member.sent();
    member.fire(Timer.HEARTBEAT_TICK);

    assertThat(member.sentTo(C)).containsExactly(new Raft.Heartbeat(SELF, TERM, 0, 0));
  }

  // -- entries that only the journal holds

  /// A leader of term 3 that had evicted all but the last of twelve entries of term 1 when it came
  /// back; its no-op is the thirteenth. B has acknowledged the first `matched`.
  private static TestMember forgetful(long matched) {
    var member = TestMember.recovering(3);
    var terms = List.of(new EntryId(1, 1));
    member.tell(
        new Raft.Recovered(new HardState(2, null), new EntryId(11, 1), terms, entries(12, 1), 11));
    member.lead(3);
    member.sent();
    member.tell(new Raft.AppendEntriesRejected(B, 3, 12, new EntryId(matched, 1)));
    member.sent();
    member.tell(new Raft.AppendEntriesAccepted(B, 3, matched));
    member.sent();
    return member;
  }

  @Test
  void probesWithoutEntriesWhereTheyAreNotInMemory() {
    var leader = TestMember.recovering(3);
    leader.tell(
        new Raft.Recovered(
            new HardState(2, null),
            new EntryId(11, 1),
            List.of(new EntryId(1, 1)),
            entries(12, 1),
            11));
    leader.lead(3);
    leader.sent();

    leader.tell(new Raft.AppendEntriesRejected(B, 3, 12, new EntryId(4, 1)));

    assertThat(leader.sentTo(B))
        .containsExactly(new Raft.AppendEntries(SELF, 3, new EntryId(4, 1), List.of(), 11));
  }

  @Test
  void readsBackWhatIsNoLongerInMemory() {
    var leader = forgetful(4);
    assertThat(leader.journal()).containsExactly(new Journal.Read(5, 70));

    leader.tell(new Raft.EntriesRead(entries(5, 1, 1)));

    assertThat(leader.sentTo(B))
        .containsExactly(new Raft.AppendEntries(SELF, 3, new EntryId(4, 1), entries(5, 1, 1), 11));
    assertThat(leader.journal()).containsExactly(new Journal.Read(7, 70));
  }

  @Test
  void goesOnFromMemoryWhereTheJournalWasOnlyNeededBefore() {
    var leader = forgetful(10);
    leader.journal();
    leader.tell(new Raft.EntriesRead(entries(11, 1)));

    assertThat(leader.sentTo(B))
        .extracting(rpc -> ((Raft.AppendEntries) rpc).previous().index())
        .containsExactly(10L, 11L);
  }

  // The question may stem from an earlier leadership, and its tail may have been replaced since.
  @Test
  void sendsNothingOfTheJournalThatIsNotInItsLog() {
    var leader = forgetful(11 - 1);
    leader.journal();
    leader.tell(new Raft.EntriesRead(entries(11, 1, 1, 2)));

    var sent = new ArrayList<Entry>();
    for (Raft.Rpc rpc : leader.sentTo(B)) {
      sent.addAll(((Raft.AppendEntries) rpc).entries());
    }
    assertThat(sent)
        .extracting(Entry::id)
        .containsExactly(new EntryId(11, 1), new EntryId(12, 1), new EntryId(13, 3));
  }

  // A peer far behind is not sent the whole journal before it acknowledges any of it.
  @Test
  void readsBackNoFasterThanThePeerAcknowledges() {
    var leader = forgetful(1);
    for (long next = 2; next <= 9 && !leader.journal().isEmpty(); next++) {
      leader.tell(new Raft.EntriesRead(entries(next, 1)));
    }
    assertThat(leader.sentTo(B)).hasSize(4);

    leader.tell(new Raft.AppendEntriesAccepted(B, 3, 2));

    assertThat(leader.journal()).containsExactly(new Journal.Read(6, 70));
  }

  @Test
  void anAnswerOfTheJournalNobodyWaitsForIsForgotten() {
    var leader = forgetful(4);
    leader.tell(new Raft.EntriesRead(entries(9, 1)));

    assertThat(leader.sent()).isEmpty();
  }
}
