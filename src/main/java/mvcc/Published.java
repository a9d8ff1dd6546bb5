package mvcc;

import mvccpb.KeyValue;

/// The state a commit published, as requests read it.
final class Published implements Snapshot {

  private final Store store;
  private final IndexNode index;
  private final Standing standing;

  Published(Store store, IndexNode index, Standing standing) {
    this.store = store;
    this.index = index;
    this.standing = standing;
  }

  Standing standing() {
    return standing;
  }

  @Override
  public IndexNode index() {
    return index;
  }

  @Override
  public long revision() {
    return standing.revision();
  }

  @Override
  public long compactRevision() {
    return standing.compactRevision();
  }

  /// @throws Overtaken when a later compaction has removed the row
  @Override
  public KeyValue keyValue(byte[] key, KeyState state) {
    KeyValue pair = store.values().get(state);
    if (pair != null) {
      return pair;
    }
    if (store.view().compactRevision() > compactRevision()) {
      throw new Overtaken();
    }
    throw new BackendException("store damaged: revision " + state.main() + " has lost its row");
  }
}
