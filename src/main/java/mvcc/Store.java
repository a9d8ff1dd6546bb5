package mvcc;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// etcd's key space with all its revisions since the last compaction.
///
/// One thread at a time calls [#begin], [#compactSlice], [#sync] and [#close]; [#view] is for any
/// thread. A fresh store is at revision 1 without keys.
public final class Store implements AutoCloseable {

  /// Pieces in which the store gives back disk space: closing it waits for one at most.
  private static final int PIECES = 32;

  private final Backend backend;
  private final Values values;
  private final LeaseCheck leases;
  private final Scrub scrub = new Scrub();
  private final EventLog events;

  /// What the store is known to come back to after a crash of the machine, or a later state.
  private Standing durable;

  private volatile View view;

  private Store(
      Backend backend,
      StoreLimits limits,
      LeaseCheck leases,
      IndexCheckpoint.@Nullable Content checkpoint) {
    this.backend = backend;
    this.values = new Values(backend, limits.valueCacheBytes());
    this.leases = leases;
    Recovery recovery = Recovery.of(backend, checkpoint);
    this.durable = recovery.durable();
    this.view = new View(this, new Published(this, recovery.index(), recovery.standing()));
    this.events = new EventLog(limits.eventLogBytes(), view.revision());
  }

  /// Opens the store in `backend` with no leases.
  public static Store open(Backend backend, StoreLimits limits) {
    return open(backend, limits, LeaseCheck.NONE);
  }

  /// Opens the store in `backend` by one pass over its rows; it closes the backend in [#close].
  ///
  /// @throws BackendException when the rows are not those of a store
  public static Store open(Backend backend, StoreLimits limits, LeaseCheck leases) {
    return new Store(backend, limits, leases, null);
  }

  /// Opens the store in `backend`, reading only the rows that came after a checkpoint if there is
  /// one that fits.
  ///
  /// @throws BackendException when the rows are not those of a store
  public static Store open(
      Backend backend, StoreLimits limits, LeaseCheck leases, IndexCheckpoint checkpoint) {
    return new Store(backend, limits, leases, checkpoint.read());
  }

  /// The index of the last raft entry whose effect is in the store; 0 at first.
  public long appliedIndex() {
    return view.appliedIndex();
  }

  /// The term of that entry; 0 at first.
  public long appliedTerm() {
    return view.appliedTerm();
  }

  /// The state as of the last commit. Never blocks.
  public View view() {
    return view;
  }

  Values values() {
    return values;
  }

  /// Begins the next batch. One that is not committed leaves no trace; of batches begun at the same
  /// time only one can be committed.
  public Batch begin() {
    return new Batch(this, view.state(), leases);
  }

  /// Writes rows and the standing that goes with them, and publishes the state.
  void commit(Published base, Published next, Backend.Rows rows, boolean sync) {
    if (base != view.state()) {
      throw new IllegalStateException("another batch or slice was written since this one began");
    }
    Standing standing = next.standing();
    if (standing.appliedIndex() < appliedIndex()) {
      throw new IllegalArgumentException(
          "applied index " + standing.appliedIndex() + " after " + appliedIndex());
    }
    Backend.Rows withStanding =
        sink -> {
          rows.into(sink);
          sink.put(RowKey.STANDING, standing.toBytes());
          if (sync) {
            sink.put(RowKey.DURABLE, standing.toBytes());
          }
        };
    backend.write(withStanding, sync);
    durable = sync ? standing : durable;
    view = new View(this, next);
  }

  /// What happens from now on, and the newest part of what happened.
  public EventLog events() {
    return events;
  }

  /// Reads back what happened from `from` to `to`, as far as the bounds let. Any thread may.
  ///
  /// @param to a revision that has been published, not below `from`
  public Past past(long from, long to, Past.Bounds bounds) {
    PastScan scan = new PastScan(from, to, bounds);
    backend.scan(RowKey.of(from), scan);
    // Looked at last: a compaction is published before it takes the first row away.
    return from < view.compactRevision() ? new Past.Compacted() : scan.window();
  }

  /// A row of a small table beside the key space.
  public record Row(ByteString key, ByteString value) {}

  /// The committed rows of a table in key order; empty for a table never written.
  public List<Row> rows(String table) {
    byte[] prefix = RowKey.table(table);
    List<Row> rows = new ArrayList<>();
    backend.scan(
        prefix,
        (key, value) -> {
          boolean inTable =
              key.length >= prefix.length
                  && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
          if (inTable) {
            ByteString name = ByteString.copyFrom(key, prefix.length, key.length - prefix.length);
            rows.add(new Row(name, ByteString.copyFrom(value)));
          }
          return inTable;
        });
    return rows;
  }

  /// Removes up to about `maxRows` revisions that a compaction made unreadable, from index and
  /// disk. The caller decides when, between two batches, so that no write waits long.
  ///
  /// @return whether more may be left
  public boolean compactSlice(int maxRows) {
    Published before = view.state();
    if (before.compactRevision() > durable.compactRevision()) {
      // A crash must not bring back an older compaction whose revisions are gone.
      sync();
    }
    Scrub.Slice slice = scrub.next(before, maxRows);
    if (!slice.trims().isEmpty()) {
      IndexEdit index = new IndexEdit(before.index());
      for (Scrub.Trim trim : slice.trims()) {
        index.set(trim.key(), trim.history().dropOldest(trim.count()));
      }
      Published next = new Published(this, index.root(), before.standing());
      commit(before, next, sink -> delete(slice, sink), false);
    }
    return scrub.done(slice);
  }

  private static void delete(Scrub.Slice slice, Backend.Sink sink) {
    for (Scrub.Trim trim : slice.trims()) {
      for (int i = 0; i < trim.count(); i++) {
        sink.delete(RowKey.of(trim.history().get(i)));
      }
    }
  }

  /// All rows as they stand now; for any thread.
  Backend.Cursor cursor() {
    return backend.cursor();
  }

  /// A copy of the whole store as it stands now; for any thread. To be closed soon, since it keeps
  /// the disk space of what is removed meanwhile.
  public BackupSource backup() {
    return new BackupSource(backend.cursor());
  }

  /// Makes the disk space of removed revisions free, piece by piece; for any thread. Takes long.
  public void giveBackSpace() {
    long last = view.revision();
    long piece = Math.max(1, last / PIECES);
    for (long from = 0; from <= last; from += piece) {
      backend.compact(RowKey.of(from), RowKey.of(from + piece));
    }
  }

  /// Makes every commit so far survive a crash of the machine.
  public void sync() {
    Standing standing = view.state().standing();
    if (!standing.equals(durable)) {
      backend.write(sink -> sink.put(RowKey.DURABLE, standing.toBytes()), true);
      durable = standing;
    }
  }

  @Override
  public void close() {
    backend.close();
  }
}
