package mvcc;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
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

  Published state() {
    return state;
  }

  /// Keys and values of a range.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION.
  public RangeResponse range(RangeRequest request) {
    return read(request.getRevision() > 0, published -> RangeRead.run(published, request));
  }

  /// Runs a transaction without writes, all of it on one view.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION.
  ///
  /// @throws IllegalArgumentException when the branch to run holds a write
  public TxnResponse readOnlyTxn(TxnRequest request) {
    boolean named =
        Stream.concat(request.getSuccessList().stream(), request.getFailureList().stream())
            .anyMatch(operation -> operation.getRequestRange().getRevision() > 0);
    return read(named, published -> txn(published, request));
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

  private static TxnResponse txn(Snapshot snapshot, TxnRequest request) {
    TxnPlan plan = TxnPlan.of(snapshot, request);
    plan.check(snapshot, LeaseCheck.NONE);
    return new TxnRun(operation -> runOperation(snapshot, operation))
        .run(plan)
        .setHeader(RangeRead.header(snapshot.revision()))
        .build();
  }

  private static ResponseOp runOperation(Snapshot snapshot, RequestOp operation) {
    return switch (operation.getRequestCase()) {
      case REQUEST_RANGE ->
          ResponseOp.newBuilder()
              .setResponseRange(RangeRead.run(snapshot, operation.getRequestRange()))
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
