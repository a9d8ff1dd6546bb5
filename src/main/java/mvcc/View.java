package mvcc;

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

/// The store as one commit left it. Immutable; any thread may read it, without locks, while writes
/// go on. Values stay on disk until asked for.
///
/// When a compaction removes what a running read still needs, a read of the current revision starts
/// again on the newest view, and a read of a named revision fails with COMPACTED.
public final class View implements Snapshot {

  private final Store store;
  private final IndexNode index;
  private final Standing standing;

  View(Store store, IndexNode index, Standing standing) {
    this.store = store;
    this.index = index;
    this.standing = standing;
  }

  /// The revision of the last write; 1 in a fresh store.
  @Override
  public long revision() {
    return standing.revision();
  }

  /// The oldest revision that can be read; -1 before the first compaction.
  @Override
  public long compactRevision() {
    return standing.compactRevision();
  }

  /// The index of the last raft entry whose effect this view shows; 0 in a fresh store.
  public long appliedIndex() {
    return standing.appliedIndex();
  }

  Standing standing() {
    return standing;
  }

  @Override
  public IndexNode index() {
    return index;
  }

  /// Keys and values of a range.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION.
  public RangeResponse range(RangeRequest request) {
    return read(request.getRevision() > 0, view -> RangeRead.run(view, request));
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
    return read(named, view -> view.txn(request));
  }

  /// A checksum of all keys with their revisions, versions, leases and values at this revision, for
  /// comparing members. Reads everything.
  public int digest() {
    return read(true, View::crc);
  }

  /// Runs a read, again on a newer view where that is allowed.
  private <T> T read(boolean named, Function<View, T> read) {
    View view = this;
    while (true) {
      try {
        return read.apply(view);
      } catch (Overtaken _) {
        if (named) {
          throw EtcdError.COMPACTED.exception();
        }
        view = store.view();
      }
    }
  }

  private TxnResponse txn(TxnRequest request) {
    TxnPlan plan = TxnPlan.of(this, request);
    plan.check(this, LeaseCheck.NONE);
    return new TxnRun(this::runOperation)
        .run(plan)
        .setHeader(RangeRead.header(revision()))
        .build();
  }

  private ResponseOp runOperation(RequestOp operation) {
    return switch (operation.getRequestCase()) {
      case REQUEST_RANGE ->
          ResponseOp.newBuilder()
              .setResponseRange(RangeRead.run(this, operation.getRequestRange()))
              .build();
      case REQUEST_PUT, REQUEST_DELETE_RANGE, REQUEST_TXN, REQUEST_NOT_SET ->
          throw new IllegalArgumentException("not read-only: " + operation.getRequestCase());
    };
  }

  private int crc() {
    CRC32C crc = new CRC32C();
    index.ascend(
        null,
        null,
        revision(),
        (key, state) -> {
          crc.update(keyValue(key, state).toByteArray());
          return true;
        });
    return (int) crc.getValue();
  }

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
