package mvcc;

import org.jspecify.annotations.Nullable;

/// What a member says of its store: how far it is, and a hash of the keys' history if it could make
/// the one it was asked for.
///
/// @param appliedIndex the index of the last raft entry whose effect is in the store
/// @param revision the store revision after that entry
/// @param compactRevision the oldest readable revision after that entry; -1 before the first
///   compaction
/// @param hash may be of an earlier time than the other numbers; null if it could not be made: the
///   store is not as far, or has been compacted further
public record Testimony(
    long appliedIndex, long revision, long compactRevision, @Nullable KeyHash hash) {

  static Testimony of(View now, @Nullable KeyHash hash) {
    return new Testimony(now.appliedIndex(), now.revision(), now.compactRevision(), hash);
  }

  /// Whether this store has applied as much as another, but has not come as far. No two stores that
  /// apply the same log can be so: with more entries of it neither revision is ever lower.
  public boolean isShortOf(Testimony other) {
    return appliedIndex >= other.appliedIndex
        && (revision < other.revision || compactRevision < other.compactRevision);
  }
}
