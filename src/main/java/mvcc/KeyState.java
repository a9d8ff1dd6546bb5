package mvcc;

import org.jspecify.annotations.Nullable;

/// One revision of a key, all of it but key and value; also the history of a key that has only this
/// one. Most keys of a store look so, hence it is one small object.
///
/// @param sub place among the changes of the same store revision, from 0
/// @param main store revision, `mod_revision` to clients
/// @param create `create_revision`; 0 for a tombstone
/// @param version writes since creation, from 1; 0 for a tombstone
/// @param lease id of the attached lease; 0 when none
/// @param bytes what its row takes, key and value
record KeyState(int sub, long main, long create, long version, long lease, int bytes)
    implements KeyHistory {

  /// A state without a row.
  KeyState(int sub, long main, long create, long version, long lease) {
    this(sub, main, create, version, lease, 0);
  }

  /// The deletion of a key.
  static KeyState tombstone(long main, int sub) {
    return tombstone(main, sub, 0);
  }

  static KeyState tombstone(long main, int sub, int bytes) {
    return new KeyState(sub, main, 0, 0, 0, bytes);
  }

  boolean isTombstone() {
    return version == 0;
  }

  @Override
  public @Nullable KeyState at(long revision) {
    return main <= revision ? newest() : null;
  }

  @Override
  public @Nullable KeyState newest() {
    return isTombstone() ? null : this;
  }

  @Override
  public long newestMain() {
    return main;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public long weight() {
    return bytes;
  }

  @Override
  public KeyState get(int i) {
    if (i != 0) {
      throw new IndexOutOfBoundsException(i);
    }
    return this;
  }

  @Override
  public KeyHistory append(KeyState next) {
    return Generations.of(this, next);
  }

  @Override
  public int dead(long compacted) {
    return isTombstone() && main < compacted ? 1 : 0;
  }

  @Override
  public @Nullable KeyHistory dropOldest(int count) {
    return count == 0 ? this : null;
  }
}
