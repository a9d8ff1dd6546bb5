package mvcc;

import java.util.ArrayList;
import java.util.List;

/// The state a store starts from.
///
/// A crash of the machine can take any of the batches written since the last synced one, and leave
/// later ones: LevelDB's log is a mapped file whose pages reach the disk in any order. If so, the
/// rows after the last synced batch go too, and the raft log brings them again. That is all there
/// is to undo: rows of revisions are only ever added, tables change in synced batches only, and a
/// compaction is synced before its rows are removed.
///
/// @param index the keys
/// @param standing the numbers of the store
/// @param durable the numbers that the next crash cannot take
record Recovery(IndexNode index, Standing standing, Standing durable) {

  private static final int ROWS_PER_WRITE = 10_000;

  /// @throws BackendException when even the rows of the last synced batch are not all there
  static Recovery of(Backend backend) {
    Standing durable = standing(backend, RowKey.DURABLE);
    Standing last = standing(backend, RowKey.STANDING);
    try {
      return new Recovery(IndexLoader.load(backend, last), last, durable);
    } catch (IndexLoader.Damaged _) {
      return rolledBack(backend, durable);
    }
  }

  private static Recovery rolledBack(Backend backend, Standing durable) {
    while (removeAfter(backend, durable.revision()) == ROWS_PER_WRITE) {}
    backend.write(sink -> sink.put(RowKey.STANDING, durable.toBytes()), true);
    try {
      return new Recovery(IndexLoader.load(backend, durable), durable, durable);
    } catch (IndexLoader.Damaged e) {
      throw new BackendException(e.getMessage(), e);
    }
  }

  private static Standing standing(Backend backend, byte[] row) {
    byte[] value = backend.get(row);
    return value == null ? Standing.FRESH : Standing.of(value);
  }

  private static int removeAfter(Backend backend, long revision) {
    List<byte[]> lost = new ArrayList<>();
    backend.scan(
        RowKey.of(revision + 1),
        (row, _) -> {
          if (RowKey.isRevision(row)) {
            lost.add(row);
          }
          return RowKey.isRevision(row) && lost.size() < ROWS_PER_WRITE;
        });
    backend.write(sink -> lost.forEach(sink::delete), true);
    return lost.size();
  }
}
