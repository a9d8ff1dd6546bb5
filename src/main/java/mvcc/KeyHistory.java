package mvcc;

import org.jspecify.annotations.Nullable;

/// The revisions of one key that are still kept, oldest first; never empty. A deletion is a
/// revision too (a tombstone). Immutable to whoever reads it.
///
/// In etcd this is the key index with its generations, the lives of the key between creation and
/// deletion; here a generation is the run of revisions whose versions count up from 1.
sealed interface KeyHistory permits KeyState, Generations {

  /// How the key stood at store revision `revision`; null when it did not exist then.
  @Nullable KeyState at(long revision);

  /// How the key stands after the newest of its revisions; null when that deleted it.
  @Nullable KeyState newest();

  /// The store revision of the newest revision.
  long newestMain();

  /// How many revisions are kept.
  int size();

  /// What the rows of the kept revisions take, in bytes.
  long weight();

  /// The kept revision number `i`, from 0; may be a tombstone.
  KeyState get(int i);

  /// This history and one revision more, which is newer than all of it.
  ///
  /// Histories that grew from one another share memory, so only the newest may be appended to, and
  /// what was appended to a history that was then given up is overwritten.
  KeyHistory append(KeyState next);

  /// How many of the oldest revisions cannot be seen by any read or watch at `compacted` or later.
  ///
  /// The newest one up to `compacted` is visible, unless it is a tombstone of an earlier revision.
  int dead(long compacted);

  /// This history without its `count` oldest revisions; null when none is left.
  @Nullable KeyHistory dropOldest(int count);

  /// Whether the key exists after the newest revision.
  default boolean live() {
    return newest() != null;
  }
}
