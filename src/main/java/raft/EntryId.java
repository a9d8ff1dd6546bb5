package raft;

/// The position of an entry and the term that wrote it. By Log Matching (paper §5.3) two logs that
/// hold the same `EntryId` are equal up to it.
///
/// @param index position in the log, from 1; 0 is the place before the first entry
/// @param term the term of the leader that created the entry
public record EntryId(long index, long term) {

  /// The place before the first entry of every log.
  public static final EntryId ZERO = new EntryId(0, 0);

  public EntryId {
    if (index < 0 || term < 0) {
      throw new IllegalArgumentException("negative entry id " + index + "/" + term);
    }
  }

  /// The rule of §5.4.1: a log is at least as up-to-date as another if its last term is greater, or
  /// equal with at least its length.
  public boolean isAtLeastAsUpToDateAs(EntryId other) {
    return term != other.term ? term > other.term : index >= other.index;
  }

  @Override
  public String toString() {
    return index + "/" + term;
  }
}
