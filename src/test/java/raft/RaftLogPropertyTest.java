package raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The log against a twin that is a plain list and forgets nothing.
final class RaftLogPropertyTest {

  private sealed interface Step {

    /// A leader of a later or the same term appends.
    record Append(int count, boolean laterTerm) implements Step {}

    /// Another leader sends its log from a place on that may be before the end.
    record TakeOver(int back, int count, boolean laterTerm) implements Step {}

    /// Entries are applied, and memory gets tight.
    record Evict(int apply, int keepEntries) implements Step {}

    /// The member stops and reads its journal back.
    record Restart() implements Step {}
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    var count = Arbitraries.integers().between(1, 4);
    var later = Arbitraries.of(true, false);
    Arbitrary<Step> append = Combinators.combine(count, later).as(Step.Append::new);
    Arbitrary<Step> takeOver =
        Combinators.combine(Arbitraries.integers().between(0, 5), count, later)
            .as(Step.TakeOver::new);
    Arbitrary<Step> evict =
        Combinators.combine(
                Arbitraries.integers().between(0, 6), Arbitraries.integers().between(0, 5))
            .as(Step.Evict::new);
    Arbitrary<Step> restart = Arbitraries.create(Step.Restart::new);
    return Arbitraries.oneOf(List.of(append, append, takeOver, evict, restart))
        .list()
        .ofMaxSize(40);
  }

  /// What the log should be.
  private static final class Twin {
    private final List<Entry> all = new ArrayList<>();
    private RaftLog log = RaftLog.empty();
    private long applied;
    private long term = 1;
    private int written;

    void run(Step step) {
      switch (step) {
        case Step.Append append -> append(append);
        case Step.TakeOver takeOver -> takeOver(takeOver);
        case Step.Evict evict -> {
          applied = Math.min(all.size(), applied + evict.apply());
          log.evict(applied, evict.keepEntries() * 40L);
        }
        case Step.Restart _ -> restart();
      }
    }

    private Entry fresh(long index) {
      return Entry.proposal(index, term, ByteString.copyFromUtf8("%08d".formatted(written++)));
    }

    private void append(Step.Append step) {
      term += step.laterTerm() ? 1 : 0;
      for (int i = 0; i < step.count(); i++) {
        all.add(fresh(all.size() + 1));
        log.append(all.getLast());
      }
    }

    private void takeOver(Step.TakeOver step) {
      int keep = (int) Math.max(applied, all.size() - step.back());
      int from = (int) Math.max(0, keep - 2L);
      var sent = new ArrayList<>(all.subList(from, keep));
      // without a later term the message is an old one: nothing new, nothing removed
      term += step.laterTerm() ? 1 : 0;
      List<Entry> news = new ArrayList<>();
      for (int i = 0; step.laterTerm() && i < step.count(); i++) {
        news.add(fresh(keep + i + 1));
      }
      sent.addAll(news);
      assertThat(log.takeOver(sent, applied)).isEqualTo(news);
      if (!news.isEmpty()) {
        all.subList(keep, all.size()).clear();
        all.addAll(news);
      }
    }

    private void restart() {
      EntryId start = log.start();
      var terms = new ArrayList<EntryId>();
      for (Entry entry : all.subList(0, (int) start.index())) {
        if (terms.isEmpty() || terms.getLast().term() != entry.term()) {
          terms.add(entry.id());
        }
      }
      log = new RaftLog(start, terms, all.subList((int) start.index(), all.size()));
    }

    void check() {
      long last = all.size();
      assertThat(log.lastIndex()).isEqualTo(last);
      assertThat(log.last()).isEqualTo(all.isEmpty() ? EntryId.ZERO : all.getLast().id());
      assertThat(log.start().index()).isLessThanOrEqualTo(applied);
      assertThat(all.stream().map(entry -> log.termAt(entry.index())).toList())
          .isEqualTo(all.stream().map(Entry::term).toList());
      assertThat(all).allMatch(entry -> log.contains(entry.id()));
      assertThat(all)
          .noneMatch(entry -> log.contains(new EntryId(entry.index(), entry.term() + 1)));
      int start = (int) log.start().index();
      List<Entry> inMemory = all.subList(start, all.size());
      assertThat(log.bytes()).isEqualTo(inMemory.stream().mapToLong(Entry::size).sum());
      if (!inMemory.isEmpty()) {
        assertThat(log.between(start + 1L, last)).isEqualTo(inMemory);
        assertThat(log.from(start + 1L, Long.MAX_VALUE)).isEqualTo(inMemory);
      }
      for (long most = 0; most <= term; most++) {
        assertThat(log.lastNotAfter(last, most)).isEqualTo(lastNotAfter(most));
      }
    }

    private EntryId lastNotAfter(long most) {
      return all.reversed().stream()
          .map(Entry::id)
          .filter(id -> id.term() <= most)
          .findFirst()
          .orElse(EntryId.ZERO);
    }
  }

  @Property(tries = 200)
  void equalsAPlainListThroughTruncationEvictionAndRecovery(@ForAll("steps") List<Step> steps) {
    var twin = new Twin();
    for (Step step : steps) {
      twin.run(step);
      twin.check();
    }
  }
}
