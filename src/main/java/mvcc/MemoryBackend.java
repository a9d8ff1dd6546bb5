package mvcc;

import java.util.Arrays;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Rows in memory, for the simulator: deterministic, and able to lose what was not synced.
public final class MemoryBackend implements Backend {

  private final ConcurrentSkipListMap<byte[], byte[]> rows =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  @Override
  public byte @Nullable [] get(byte[] key) {
    return rows.get(key);
  }

  @Override
  public void write(Rows changes, boolean sync) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void scan(byte[] from, Visitor visitor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
