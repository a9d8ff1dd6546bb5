package mvcc;

import com.google.protobuf.ByteString;
import java.util.List;

/// etcd's key space with all its revisions since the last compaction.
///
/// One thread at a time calls [#begin], [#compactSlice], [#sync] and [#close]; [#view] is for any
/// thread. A fresh store is at revision 1 without keys.
public final class Store implements AutoCloseable {

  private Store() {}

  /// Opens the store in `backend` with no leases.
  public static Store open(Backend backend, StoreLimits limits) {
    return open(backend, limits, LeaseCheck.NONE);
  }

  /// Opens the store in `backend` by one pass over its rows; it closes the backend in [#close].
  ///
  /// @throws BackendException when the rows are not those of a store
  public static Store open(Backend backend, StoreLimits limits, LeaseCheck leases) {
    throw new UnsupportedOperationException();
  }

  /// The index of the last raft entry whose effect is in the store; 0 at first.
  public long appliedIndex() {
    throw new UnsupportedOperationException();
  }

  /// The term of that entry; 0 at first.
  public long appliedTerm() {
    throw new UnsupportedOperationException();
  }

  /// The state as of the last commit. Never blocks.
  public View view() {
    throw new UnsupportedOperationException();
  }

  /// Begins the next batch, which must be committed or dropped before another is begun.
  public Batch begin() {
    throw new UnsupportedOperationException();
  }

  /// A row of a small table beside the key space.
  public record Row(ByteString key, ByteString value) {}

  /// The committed rows of a table in key order; empty for a table never written.
  public List<Row> rows(String table) {
    throw new UnsupportedOperationException();
  }

  /// Removes up to about `maxRows` revisions that a compaction made unreadable, from index and disk.
  /// The caller decides when, between two batches, so that no write waits long.
  ///
  /// @return whether more are left
  public boolean compactSlice(int maxRows) {
    throw new UnsupportedOperationException();
  }

  /// Makes every commit so far survive a crash of the machine.
  public void sync() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
