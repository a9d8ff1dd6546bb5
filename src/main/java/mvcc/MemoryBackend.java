package mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Rows in memory, for the simulator: deterministic, and able to lose what was not synced. Closing
/// it changes nothing, so that the same rows can be opened again.
public final class MemoryBackend implements Backend {

  private final TreeMap<byte[], byte[]> durable = new TreeMap<>(Arrays::compareUnsigned);
  private final List<List<Change>> unsynced = new ArrayList<>();
  private volatile ConcurrentSkipListMap<byte[], byte[]> rows = copyOf(durable);

  private record Change(byte[] key, byte @Nullable [] value) {
    void applyTo(Map<byte[], byte[]> rows) {
      if (value == null) {
        rows.remove(key);
      } else {
        rows.put(key, value);
      }
    }
  }

  private static ConcurrentSkipListMap<byte[], byte[]> copyOf(TreeMap<byte[], byte[]> rows) {
    return new ConcurrentSkipListMap<>(rows);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return rows.get(key);
  }

  @Override
  public void write(Rows changes, boolean sync) {
    List<Change> write = new ArrayList<>();
    changes.into(
        new Sink() {
          @Override
          public void put(byte[] key, byte[] value) {
            write.add(new Change(key, value));
          }

          @Override
          public void delete(byte[] key) {
            write.add(new Change(key, null));
          }
        });
    write.forEach(change -> change.applyTo(rows));
    unsynced.add(write);
    if (sync) {
      keepUnsynced(unsynced.size());
    }
  }

  /// The writes since the last synced one, which a crash of the machine may take.
  public int unsyncedWrites() {
    return unsynced.size();
  }

  /// The machine crashes: of the writes not synced only the first `kept` are left, and durable.
  /// Stores opened before must not be used any more.
  public void crash(int kept) {
    keepUnsynced(kept);
    unsynced.clear();
    rows = copyOf(durable);
  }

  private void keepUnsynced(int count) {
    List<List<Change>> synced = unsynced.subList(0, count);
    synced.forEach(write -> write.forEach(change -> change.applyTo(durable)));
    synced.clear();
  }

  @Override
  public void scan(byte[] from, Visitor visitor) {
    for (Map.Entry<byte[], byte[]> row : rows.tailMap(from).entrySet()) {
      if (!visitor.visit(row.getKey(), row.getValue())) {
        return;
      }
    }
  }

  @Override
  public void close() {}
}
