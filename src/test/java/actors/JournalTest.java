package actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import actors.Journal.Delivery;
import actors.Journal.Write;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import raft.Entry;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

final class JournalTest {

  private static final MemberId SELF = new MemberId(1);
  private static final MemberId PEER = new MemberId(2);
  private static final int MAX_BYTES = 4000;

  private final List<Object> said = new ArrayList<>();
  private final TestInbox<Raft.Message> raft = TestInbox.create();
  private final TestInbox<JournalStore.Message> store = TestInbox.create();
  private final BehaviorTestKit<Journal.Message> journal =
      BehaviorTestKit.create(
          Journal.create(settings(), raft.getRef(), this::deliver, store.getRef()));

  private static JournalSettings settings() {
    return new JournalSettings(Path.of("none"), MAX_BYTES, 0, 1, 1, 1, 1, Duration.ofSeconds(1), 0);
  }

  private void deliver(MemberId to, Raft.Rpc message) {
    said.addAll(raft.getAllReceived());
    said.add(new Delivery(to, message));
  }

  private void run(Journal.Message message) {
    journal.run(message);
    said.addAll(raft.getAllReceived());
  }

  @Test
  void nothingIsSaidBeforeTheWriteIsDurable() {
    run(write(1, 3, 1, accepted(3)));
    run(write(4, 5, 1, accepted(5)));

    assertThat(said).isEmpty();
    assertThat(persisted()).extracting(List::size).containsExactly(3);
  }

  @Test
  void theRaftActorHearsOfTheEntriesBeforeTheMessagesLeaveInOrder() {
    run(write(1, 2, 1, accepted(1), toSelf(2), accepted(2)));
    run(new Journal.Stored());

    assertThat(said)
        .containsExactly(new Raft.Written(new EntryId(2, 1)), accepted(1), toSelf(2), accepted(2));
  }

  @Test
  void aWriteOfTermAndVoteAloneTellsTheRaftActorNothing() {
    var vote = new HardState(3, PEER);
    var granted = new Delivery(PEER, new Raft.RequestVoteReply(SELF, 3, true));
    run(new Write(vote, List.of(), List.of(granted)));

    assertThat(((JournalStore.Persist) store.receiveMessage()).hardState()).isEqualTo(vote);
    run(new Journal.Stored());
    assertThat(said).containsExactly(granted);
  }

  @Test
  void whatArrivesDuringAWriteIsOneWriteAfterwards() {
    run(write(1, 1, 1));
    run(new Write(new HardState(1, SELF), entries(2, 3, 1), List.of(accepted(3))));
    run(new Write(new HardState(2, PEER), List.of(), List.of(toSelf(3))));
    run(write(4, 5, 2, accepted(5)));
    store.receiveMessage();
    run(new Journal.Stored());
    said.clear();

    var merged = (JournalStore.Persist) store.receiveMessage();
    assertThat(merged.hardState()).isEqualTo(new HardState(2, PEER));
    assertThat(merged.entries())
        .extracting(Entry::id)
        .extracting(EntryId::toString)
        .containsExactly("2/1", "3/1", "4/2", "5/2");
    assertThat(store.hasMessages()).isFalse();

    run(new Journal.Stored());
    assertThat(said)
        .containsExactly(new Raft.Written(new EntryId(5, 2)), accepted(3), toSelf(3), accepted(5));
  }

  @Test
  void aLaterWriteReplacesTheSuffixThatStillWaits() {
    run(write(1, 1, 1));
    run(write(2, 9, 1, accepted(9)));
    run(write(5, 6, 2, accepted(6)));
    store.receiveMessage();
    run(new Journal.Stored());

    assertThat(((JournalStore.Persist) store.receiveMessage()).entries())
        .extracting(Entry::id)
        .extracting(EntryId::toString)
        .containsExactly("2/1", "3/1", "4/1", "5/2", "6/2");
    said.clear();
    run(new Journal.Stored());
    assertThat(said).first().isEqualTo(new Raft.Written(new EntryId(6, 2)));
  }

  @Test
  void aLaterWriteThatBeginsEarlierReplacesAllThatWaits() {
    run(write(1, 5, 1));
    run(write(6, 9, 1));
    run(write(3, 3, 2));
    store.receiveMessage();
    run(new Journal.Stored());

    assertThat(((JournalStore.Persist) store.receiveMessage()).entries())
        .containsExactlyElementsOf(entries(3, 3, 2));
  }

  @Test
  void aGapBetweenWritesIsRefused() {
    run(write(1, 1, 1));
    run(write(2, 3, 1));
    run(write(5, 5, 1));
    assertThatThrownBy(() -> run(new Journal.Stored()))
        .hasMessageContaining("a write from 5/1 after one up to 3/1");
  }

  @Test
  void anEventIsNotMergedBeyondItsLimit() {
    int perWrite = entries(1, 40, 1).stream().mapToInt(Entry::size).sum();
    assertThat(perWrite * 3).isGreaterThan(MAX_BYTES);
    run(write(1, 1, 1));
    run(write(2, 41, 1));
    run(write(42, 81, 1));
    run(write(82, 121, 1));
    store.receiveMessage();
    run(new Journal.Stored());
    assertThat(persisted()).extracting(List::size).containsExactly(80);
    run(new Journal.Stored());
    assertThat(persisted()).extracting(List::size).containsExactly(40);
  }

  @Test
  void aReadGoesToTheStoreAlsoDuringAWriteAndItsEntriesToTheRaftActor() {
    run(write(1, 1, 1));
    store.receiveMessage();
    run(new Journal.Read(1, 100));
    assertThat(store.receiveMessage()).isEqualTo(new JournalStore.Read(1, 100, journal.getRef()));
    run(new Journal.EntriesFound(entries(1, 1, 1)));
    assertThat(said).containsExactly(new Raft.EntriesRead(entries(1, 1, 1)));
  }

  private List<List<Entry>> persisted() {
    return store.getAllReceived().stream()
        .map(message -> ((JournalStore.Persist) message).entries())
        .toList();
  }

  private static Write write(long first, long last, long term, Delivery... whenDurable) {
    return new Write(null, entries(first, last, term), List.of(whenDurable));
  }

  private static List<Entry> entries(long first, long last, long term) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(i -> Entry.proposal(i, term, ByteString.copyFromUtf8("put " + i)))
        .toList();
  }

  private static Delivery accepted(long matchIndex) {
    return new Delivery(PEER, new Raft.AppendEntriesAccepted(SELF, 1, matchIndex));
  }

  private static Delivery toSelf(long term) {
    return new Delivery(SELF, new Raft.RequestVoteReply(SELF, term, true));
  }
}
