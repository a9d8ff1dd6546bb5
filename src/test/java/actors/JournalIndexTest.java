package actors;

import static actors.JournalNode.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import raft.Entry;
import raft.EntryId;
import raft.HardState;

final class JournalIndexTest {

  private static final int INTERVAL = 500;

  /// Random writes with replaced suffixes: each entry of the log is found once in its segment.
  @Property(tries = 200)
  void everyEntryIsFoundInItsSegment(@ForAll long seed) {
    var history = new History(new Random(seed));
    history.write(60);

    assertThat(history.index.last()).isEqualTo(history.log.getLast().id());
    for (Entry expected : history.log) {
      var segment = history.index.segmentOf(expected.index());
      assertThat(history.written(segment, expected.index())).containsExactly(expected);
    }
  }

  /// Goes on from a snapshot taken half way as if it had read everything.
  @Property(tries = 50)
  void aSnapshotIsAsGoodAsTheEventsBeforeIt(@ForAll long seed) {
    var history = new History(new Random(seed));
    history.write(30);
    JournalIndex restored = JournalIndex.restore(history.index.snapshot(), INTERVAL);
    int snapshotAt = history.events.size();
    history.write(30);
    history.events.subList(snapshotAt, history.events.size()).forEach(restored::append);

    assertThat(restored.last()).isEqualTo(history.index.last());
    assertThat(restored.number()).isEqualTo(history.index.number());
    assertThat(restored.hardState()).isEqualTo(history.index.hardState());
    for (Entry expected : history.log) {
      assertThat(restored.idAt(expected.index())).isEqualTo(expected.id());
      assertThat(history.written(restored.segmentOf(expected.index()), expected.index()))
          .containsExactly(expected);
    }
  }

  @Property(tries = 100)
  void theTailHoldsAllThatIsNotApplied(@ForAll long seed) {
    var random = new Random(seed);
    var history = new History(random);
    history.write(60);
    long applied = random.nextInt(history.log.size() + 1);

    List<JournalIndex.Segment> tail = history.index.tail(applied, 3 * INTERVAL);
    assertThat(tail.getFirst().firstIndex()).isLessThanOrEqualTo(applied + 1);
    assertThat(tail.getLast().lastIndex()).isEqualTo(history.log.size());
    assertThat(tail.getLast().lastNumber()).isEqualTo(history.index.number());
    for (int i = 1; i < tail.size(); i++) {
      assertThat(tail.get(i).firstIndex()).isEqualTo(tail.get(i - 1).lastIndex() + 1);
      assertThat(tail.get(i).firstNumber()).isEqualTo(tail.get(i - 1).lastNumber() + 1);
    }
  }

  @Test
  void anEventThatCannotFollowIsDamage() {
    assertDamage(event(3, 0, 0), "event 2 is missing, found 3");
    assertDamage(event(2, 2, 5, entry(3, 5, 9)), "event 2 follows entry 2/5, the log ends at 1/5");
    assertDamage(event(2, 1, 4, entry(2, 5, 9)), "event 2 follows entry 1/4, the log ends at 1/5");
    assertDamage(event(2, 1, 5, entry(2, 4, 9)), "event 2 puts entry 2/4 after entry 1/5");
    assertDamage(
        new JournalEvent(2, new HardState(4, null), new EntryId(1, 5), List.of()),
        "event 2 goes back from term 5 to 4");
  }

  @Test
  void entriesThatDoNotFollowOneAnotherAreNotWritten() {
    var index = new JournalIndex(INTERVAL);
    assertThatThrownBy(() -> index.next(null, List.of(entry(2, 1, 9))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> index.next(null, List.of(entry(1, 1, 9), entry(3, 1, 9))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> index.segmentOf(1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertDamage(JournalEvent second, String what) {
    var index = new JournalIndex(INTERVAL);
    index.append(
        new JournalEvent(1, new HardState(5, null), EntryId.ZERO, List.of(entry(1, 5, 9))));
    assertThatThrownBy(() -> index.append(second))
        .isInstanceOf(JournalDamaged.class)
        .hasMessageContaining(what);
  }

  private static JournalEvent event(
      long number, long previousIndex, long previousTerm, Entry... entries) {
    return new JournalEvent(
        number, null, new EntryId(previousIndex, previousTerm), List.of(entries));
  }

  /// A log as it should be, and the events that wrote it.
  private static final class History {
    final JournalIndex index = new JournalIndex(INTERVAL);
    final List<JournalEvent> events = new ArrayList<>();
    final List<Entry> log = new ArrayList<>();
    private final Random random;
    private long term = 1;

    History(Random random) {
      this.random = random;
    }

    void write(int count) {
      for (int i = 0; i < count; i++) {
        int keep = log.size();
        if (random.nextInt(5) == 0) {
          term++;
          keep = Math.max(0, log.size() - random.nextInt(20));
        }
        var entries = new ArrayList<Entry>();
        boolean none = !log.isEmpty() && random.nextInt(6) == 0;
        for (int j = 1; !none && j <= 1 + random.nextInt(8); j++) {
          entries.add(entry(keep + j, term, random.nextInt(90)));
        }
        var event = index.next(new HardState(term, null), entries);
        index.append(event);
        events.add(event);
        if (!entries.isEmpty()) {
          log.subList(keep, log.size()).clear();
          log.addAll(entries);
        }
      }
    }

    List<Entry> written(JournalIndex.Segment segment, long at) {
      assertThat(at).isBetween(segment.firstIndex(), segment.lastIndex());
      return events.subList((int) segment.firstNumber() - 1, (int) segment.lastNumber()).stream()
          .flatMap(event -> event.entries().stream())
          .filter(entry -> entry.index() == at)
          .toList();
    }
  }
}
