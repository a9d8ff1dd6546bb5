package raft;

import java.util.ArrayList;
import java.util.List;

/// The Raft log of a member: Figure 2's `log[]`.
///
/// The newest entries are in memory; all that is known of the older ones is where each term began,
/// which answers every question about `(index, term)`. Their data is in the journal.
///
/// Invariants: `start.index <= last.index`; entries in memory are contiguous from `start.index +
/// 1`; terms never decrease; nothing at or before the commit index is ever replaced.
public final class RaftLog {

  /// Stands where an entry was let go of, so that its data can be collected.
  private static final Entry EVICTED = Entry.noOp(0, 0);

  private final TermStarts terms;
  private final ArrayList<Entry> window = new ArrayList<>();
  private int head;
  private EntryId start;
  private long bytes;

  /// A log as the journal gave it back.
  ///
  /// @param start the entry before the first of `entries`
  /// @param terms where each term begins, for the part up to `start`
  /// @param entries contiguous after `start`
  public RaftLog(EntryId start, List<EntryId> terms, List<Entry> entries) {
    this.start = start;
    this.terms = new TermStarts(terms);
    if (this.terms.termAt(start.index()) != start.term()) {
      throw new IllegalStateException("the log's start " + start + " is of another term");
    }
    entries.forEach(this::append);
  }

  /// The log of a member that is new.
  public static RaftLog empty() {
    return new RaftLog(EntryId.ZERO, List.of(), List.of());
  }

  /// The entry before the first that is in memory.
  public EntryId start() {
    return start;
  }

  public long lastIndex() {
    return start.index() + window.size() - head;
  }

  public EntryId last() {
    return head == window.size() ? start : window.getLast().id();
  }

  /// The term of the entry at `index`; 0 at index 0.
  ///
  /// @throws IllegalArgumentException if the log does not reach so far
  public long termAt(long index) {
    if (index < 0 || index > lastIndex()) {
      throw new IllegalArgumentException("no entry " + index + " in a log up to " + lastIndex());
    }
    return terms.termAt(index);
  }

  /// Whether the entry is in the log; by Log Matching the logs are then equal up to it (§5.3).
  public boolean contains(EntryId id) {
    return id.index() <= lastIndex() && terms.termAt(id.index()) == id.term();
  }

  /// Whether the data of the entry at `index` is in memory.
  public boolean isInMemory(long index) {
    return index > start.index() && index <= lastIndex();
  }

  /// Adds an entry behind the last.
  public void append(Entry entry) {
    EntryId last = last();
    if (entry.index() != last.index() + 1 || entry.term() < last.term()) {
      throw new IllegalStateException("entry " + entry.id() + " cannot follow " + last);
    }
    if (entry.term() > last.term()) {
      terms.add(entry.id());
    }
    window.add(entry);
    bytes += entry.size();
  }

  /// Takes over a leader's entries (receiver's rules 3 and 4 of AppendEntries): keeps what already
  /// matches, replaces from the first conflict on.
  ///
  /// @param entries contiguous; the entry before the first is in this log
  /// @param commitIndex nothing up to here may be replaced
  /// @return the entries that were not there yet: what the journal has to write
  public List<Entry> takeOver(List<Entry> entries, long commitIndex) {
    int known = 0;
    while (known < entries.size() && contains(entries.get(known).id())) {
      known++;
    }
    if (known == entries.size()) {
      return List.of();
    }
    List<Entry> news = entries.subList(known, entries.size());
    truncateFrom(news.getFirst().index(), commitIndex);
    news.forEach(this::append);
    return news;
  }

  private void truncateFrom(long index, long commitIndex) {
    if (index > lastIndex()) {
      return;
    }
    if (index <= commitIndex) {
      throw new IllegalStateException(
          "a leader replaces entry " + index + " although " + commitIndex + " is committed");
    }
    if (index <= start.index()) {
      throw new IllegalStateException("entry " + index + " is to be replaced behind " + start);
    }
    while (lastIndex() >= index) {
      bytes -= window.removeLast().size();
    }
    terms.truncateFrom(index);
  }

  /// Entries from `from` on, up to `maxBytes` but at least one. All of them must be in memory.
  public List<Entry> from(long from, long maxBytes) {
    if (!isInMemory(from)) {
      throw new IllegalArgumentException("entry " + from + " is not in memory");
    }
    int first = head + (int) (from - start.index() - 1);
    int end = first + 1;
    long size = window.get(first).size();
    while (end < window.size() && size + window.get(end).size() <= maxBytes) {
      size += window.get(end).size();
      end++;
    }
    return List.copyOf(window.subList(first, end));
  }

  /// Entries `from` to `to`, both included and in memory.
  public List<Entry> between(long from, long to) {
    int first = head + (int) (from - start.index() - 1);
    return List.copyOf(window.subList(first, first + (int) (to - from + 1)));
  }

  /// The size of entries `from` to `to`, both included and in memory, in bytes.
  public long bytesBetween(long from, long to) {
    int first = head + (int) (from - start.index() - 1);
    long size = 0;
    for (int i = first; i <= first + (int) (to - from); i++) {
      size += window.get(i).size();
    }
    return size;
  }

  /// The greatest index at or before `index` whose term is at most `term`: where a log that has the
  /// entry `(index, term)` may agree with this one. Skips a whole conflicting term in one step.
  public EntryId lastNotAfter(long index, long term) {
    long candidate = terms.lastWithTermAtMost(Math.min(index, lastIndex()), term);
    return new EntryId(candidate, terms.termAt(candidate));
  }

  /// Lets go of the oldest entries in memory until at most `maxBytes` are left.
  ///
  /// @param upTo keeps what comes after; the entries up to it are applied and in the journal
  public void evict(long upTo, long maxBytes) {
    while (bytes > maxBytes && start.index() < upTo) {
      Entry oldest = window.get(head);
      window.set(head, EVICTED);
      head++;
      bytes -= oldest.size();
      start = oldest.id();
    }
    if (head > 1024 && head > window.size() / 2) {
      window.subList(0, head).clear();
      head = 0;
    }
  }

  /// The size of the entries in memory, in bytes.
  public long bytes() {
    return bytes;
  }
}
