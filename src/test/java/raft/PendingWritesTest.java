package raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PendingWritesTest {

  private final PendingWrites writes = new PendingWrites(4);

  private static EntryId id(long index, long term) {
    return new EntryId(index, term);
  }

  @Test
  void theLogThatWasReadBackIsDurable() {
    assertThat(writes.durableIndex()).isEqualTo(4);
  }

  @Test
  void aWriteCountsOnceTheJournalHoldsIt() {
    writes.begin(5, id(6, 1));
    assertThat(writes.durableIndex()).isEqualTo(4);

    writes.end(id(6, 1));
    assertThat(writes.durableIndex()).isEqualTo(6);
  }

  @Test
  void oneNoticeMaySpeakOfSeveralWrites() {
    writes.begin(5, id(6, 1));
    writes.begin(7, id(7, 1));
    writes.begin(8, id(9, 1));

    writes.end(id(7, 1));
    assertThat(writes.durableIndex()).isEqualTo(7);
  }

  @Test
  void whatIsToBeReplacedIsNotDurable() {
    writes.begin(3, id(3, 2));

    assertThat(writes.durableIndex()).isEqualTo(2);
  }

  @Test
  void aWriteThatALaterOneReplacesCountsOnlyForWhatIsKept() {
    writes.begin(5, id(8, 1));
    writes.begin(7, id(7, 2));

    writes.end(id(8, 1));
    assertThat(writes.durableIndex()).isEqualTo(6);
    writes.end(id(7, 2));
    assertThat(writes.durableIndex()).isEqualTo(7);
  }

  // The notice speaks of the first time: the disk is yet to replace these entries and write them
  // anew.
  @Test
  void entriesThatReturnAreNotDurableBecauseTheyOnceWere() {
    writes.begin(5, id(6, 2));
    writes.begin(5, id(5, 3));
    writes.begin(5, id(6, 2));

    writes.end(id(6, 2));
    assertThat(writes.durableIndex()).isEqualTo(4);

    writes.end(id(5, 3));
    assertThat(writes.durableIndex()).isEqualTo(4);
    writes.end(id(6, 2));
    assertThat(writes.durableIndex()).isEqualTo(6);
  }

  @Test
  void aNoticeOfNoWriteProvesNothing() {
    writes.begin(5, id(5, 1));
    writes.end(id(9, 9));

    assertThat(writes.durableIndex()).isEqualTo(4);
  }

  /// A disk, and what is on its way to it, as plain lists of terms.
  private static final class SlowDisk {
    private final List<Long> disk = new ArrayList<>();
    private final List<List<Long>> versions = new ArrayList<>();

    /// How far the disk agrees with the log now and will until every write is done.
    int durable(List<Long> log) {
      int durable = agreement(disk, log);
      for (List<Long> later : versions) {
        durable = Math.min(durable, agreement(later, log));
      }
      return durable;
    }

    private static int agreement(List<Long> one, List<Long> other) {
      int same = 0;
      while (same < Math.min(one.size(), other.size()) && one.get(same).equals(other.get(same))) {
        same++;
      }
      return same;
    }
  }

  // Against a disk that keeps every version of the log: never more than what stays on it.
  @Property(tries = 500)
  void neverSaysMoreThanWhatStaysOnTheDisk(
      @ForAll @Size(max = 40) List<@IntRange(max = 15) Integer> steps) {
    var tracked = new PendingWrites(0);
    var slow = new SlowDisk();
    var log = new ArrayList<Long>();
    var lasts = new ArrayList<EntryId>();
    for (int step : steps) {
      if (step < 6 && !lasts.isEmpty()) {
        tracked.end(lasts.removeFirst());
        slow.disk.clear();
        slow.disk.addAll(slow.versions.removeFirst());
      } else {
        int keep = Math.max(0, log.size() - step % 4);
        // terms 1 and 2 alternate, so that entries return
        long term = 1 + step % 2;
        log.subList(keep, log.size()).clear();
        log.add(term);
        log.add(term);
        lasts.add(id(log.size(), term));
        tracked.begin(keep + 1, lasts.getLast());
        slow.versions.add(List.copyOf(log));
      }
      assertThat(tracked.durableIndex()).isLessThanOrEqualTo(slow.durable(log));
    }
    while (!lasts.isEmpty()) {
      tracked.end(lasts.removeFirst());
    }
    assertThat(tracked.durableIndex()).isEqualTo(log.size());
  }
}
