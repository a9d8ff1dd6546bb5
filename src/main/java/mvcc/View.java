package mvcc;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/// The store as one commit left it. Immutable; any thread may read it, without locks, while writes
/// go on. Values stay on disk until asked for.
///
/// When a compaction removes what a running read still needs, a read of the current revision starts
/// again on the newest view, and a read of a named revision fails with COMPACTED.
public final class View {

  private final Store store;
  private final Published state;

  View(Store store, Published state) {
    this.store = store;
    this.state = state;
  }

  /// The revision of the last write; 1 in a fresh store.
  public long revision() {
    return state.revision();
  }

  /// The oldest revision that can be read; -1 before the first compaction.
  public long compactRevision() {
    return state.compactRevision();
  }

  /// The index of the last raft entry whose effect this view shows; 0 in a fresh store.
  public long appliedIndex() {
    return state.standing().appliedIndex();
  }

  /// The term of that entry; 0 in a fresh store.
  public long appliedTerm() {
    return state.standing().appliedTerm();
  }

  /// What all readable revisions take, in bytes, and those a compaction has left to be removed.
  public long liveBytes() {
    return state.index().weight;
  }

  Published state() {
    return state;
  }

  /// Keys and values of a range.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION.
  public RangeResponse range(RangeRequest request) {
    return range(request, ReadMemory.UNLIMITED);
  }

  /// Keys and values of a range.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION, and what `memory` refuses with.
  public RangeResponse range(RangeRequest request, ReadMemory memory) {
    return read(request.getRevision() > 0, published -> RangeRead.run(published, request, memory));
  }

  /// Runs a transaction without writes, all of it on one view.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION.
  ///
  /// @throws IllegalArgumentException when the branch to run holds a write
  public TxnResponse readOnlyTxn(TxnRequest request) {
    return readOnlyTxn(request, ReadMemory.UNLIMITED);
  }

  /// As [#readOnlyTxn(TxnRequest)]; fails also with what `memory` refuses with.
  public TxnResponse readOnlyTxn(TxnRequest request, ReadMemory memory) {
    boolean named =
        Stream.concat(request.getSuccessList().stream(), request.getFailureList().stream())
            .anyMatch(operation -> operation.getRequestRange().getRevision() > 0);
    return read(named, published -> txn(published, request, memory));
  }

  /// The pair of a key as it stood before a store revision; null when there was none, or when a
  /// compaction has removed it.
  public @Nullable KeyValue before(ByteString key, long revision) {
    KeyHistory history = state.index().get(key.toByteArray());
    KeyState before = history == null ? null : history.at(revision - 1);
    return before == null ? null : store.values().get(before);
  }

  /// Sees one key after another.
  @FunctionalInterface
  public interface LeasedKeys {
    /// @param key not to be changed
    /// @param lease the lease the key is under
    void visit(byte[] key, long lease);
  }

  /// Visits the keys that are under a lease, in key order. Walks over all keys, but reads no value.
  public void leasedKeys(LeasedKeys visitor) {
    state
        .index()
        .ascend(
            null,
            null,
            revision(),
            (key, keyState) -> {
              if (keyState.lease() != 0) {
                visitor.visit(key, keyState.lease());
              }
              return true;
            });
  }

  /// A checksum of all keys with their revisions, versions, leases and values at this revision, for
  /// comparing members. Reads everything.
  ///
  /// Fails with COMPACTED when a compaction overtakes it.
  public int digest() {
    return read(true, View::crc);
  }

  /// A checksum of the history of all keys up to a revision, 0 for the current one. Reads all rows.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION.
  public KeyHash hash(long revision) {
    return hash(revision, Pace.FULL);
  }

  /// As [#hash(long)], at a pace.
  public KeyHash hash(long revision, Pace pace) {
    return read(false, published -> hash(published, published.readRevision(revision), pace));
  }

  private KeyHash hash(Published published, long revision, Pace pace) {
    try (var rows = store.cursor()) {
      if (store.view().compactRevision() > published.compactRevision()) {
        // Rows may have been removed before the cursor was there to hold them.
        throw new Overtaken();
      }
      return KeyHash.of(published, revision, rows, pace);
    }
  }

  /// A checksum of the whole store: keys and tables. Reads all rows.
  public int hashOfAll() {
    var keys = hash(0);
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(keys.hash()).flip());
    try (Backend.Cursor rows = store.cursor()) {
      rows.seek(RowKey.FIRST_TABLE);
      rows.visit(
          (row, value) -> {
            crc.update(row);
            crc.update(value);
            return true;
          });
    }
    return (int) crc.getValue();
  }

  /// Runs a read, again on the newest view where that is allowed.
  private <T> T read(boolean named, Function<Published, T> read) {
    Published published = state;
    while (true) {
      try {
        return read.apply(published);
      } catch (Overtaken _) {
        if (named) {
          throw EtcdError.COMPACTED.exception();
        }
        published = store.view().state();
      }
    }
  }

  private static TxnResponse txn(Snapshot snapshot, TxnRequest request, ReadMemory memory) {
    TxnPlan plan = TxnPlan.of(snapshot, request);
    plan.check(snapshot, LeaseCheck.NONE);
    return new TxnRun(operation -> runOperation(snapshot, operation, memory))
        .run(plan)
        .setHeader(RangeRead.header(snapshot.revision()))
        .build();
  }

  private static ResponseOp runOperation(
      Snapshot snapshot, RequestOp operation, ReadMemory memory) {
    return switch (operation.getRequestCase()) {
      case REQUEST_RANGE ->
          ResponseOp.newBuilder()
              .setResponseRange(RangeRead.run(snapshot, operation.getRequestRange(), memory))
              .build();
      case REQUEST_PUT, REQUEST_DELETE_RANGE, REQUEST_TXN, REQUEST_NOT_SET ->
          throw new IllegalArgumentException("not read-only: " + operation.getRequestCase());
    };
  }

  private static int crc(Snapshot snapshot) {
    CRC32C crc = new CRC32C();
    snapshot
        .index()
        .ascend(
            null,
            null,
            snapshot.revision(),
            (key, state) -> {
              crc.update(snapshot.keyValue(key, state).toByteArray());
              return true;
            });
    return (int) crc.getValue();
  }
}
