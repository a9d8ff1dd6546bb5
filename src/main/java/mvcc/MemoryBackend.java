package mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.IntPredicate;
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
    apply(write);
    unsynced.add(write);
    if (sync) {
      unsynced.forEach(synced -> synced.forEach(change -> change.applyTo(durable)));
      unsynced.clear();
    }
  }

  private synchronized void apply(List<Change> write) {
    write.forEach(change -> change.applyTo(rows));
  }

  @Override
  public synchronized Cursor cursor() {
    return new MapCursor(new TreeMap<>(rows));
  }

  @Override
  public void compact(byte[] from, byte[] to) {}

  private static final class MapCursor implements Cursor {
    private final NavigableMap<byte[], byte[]> rows;
    private Iterator<Map.Entry<byte[], byte[]>> next;

    MapCursor(NavigableMap<byte[], byte[]> rows) {
      this.rows = rows;
      this.next = rows.entrySet().iterator();
    }

    @Override
    public void seek(byte[] key) {
      next = rows.tailMap(key, true).entrySet().iterator();
    }

    @Override
    public boolean visit(Visitor visitor) {
      while (next.hasNext()) {
        var row = next.next();
        if (!visitor.visit(row.getKey(), row.getValue())) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void close() {}
  }

  /// The writes since the last synced one, which a crash of the machine may take.
  public int unsyncedWrites() {
    return unsynced.size();
  }

  /// The machine crashes: of the writes not synced only the first `kept` are left, and durable.
  /// Stores opened before must not be used any more.
  public void crash(int kept) {
    crash(write -> write < kept);
  }

  /// The machine crashes: of the writes not synced those are left, and durable, whose number from 0
  /// the predicate picks. LevelDB can lose any of them.
  public void crash(IntPredicate survives) {
    for (int i = 0; i < unsynced.size(); i++) {
      if (survives.test(i)) {
        unsynced.get(i).forEach(change -> change.applyTo(durable));
      }
    }
    unsynced.clear();
    rows = copyOf(durable);
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
