package mvcc;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import mvccpb.KeyValue;

/// Consecutive proposals, applied one after another and written at once.
///
/// Each method is one proposal and sees those before it. It either takes full effect or raises an
/// [etcd.EtcdException] and leaves no trace. Nobody else sees anything before [#commit].
///
/// Requests are taken as checked for what needs no state (empty keys, operation limits, duplicate
/// keys, sort options). One that was not is answered somehow, and alike on every member.
public final class Batch {

  private final Store store;
  private final Published base;
  private final LeaseCheck leases;
  private final Writer writer;
  private final List<Backend.Rows> tableChanges = new ArrayList<>();

  Batch(Store store, Published base, LeaseCheck leases) {
    this.store = store;
    this.base = base;
    this.leases = leases;
    this.writer = new Writer(base, leases);
  }

  /// Writes one key.
  ///
  /// Fails with LEASE_NOT_FOUND and KEY_NOT_FOUND (ignore_value or ignore_lease on a missing key).
  public PutResponse put(PutRequest request) {
    return writer.propose(
        () -> {
          if (request.getLease() != 0 && !leases.exists(request.getLease())) {
            throw EtcdError.LEASE_NOT_FOUND.exception();
          }
          return runPut(request);
        });
  }

  /// Deletes the keys of a range, all in one revision; no revision when there are none.
  public DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
    return writer.propose(() -> runDelete(request));
  }

  /// Deletes keys that exist, all in one revision in the order given; no revision when there are
  /// none.
  public void deleteKeys(List<ByteString> keys) {
    writer.propose(
        () -> {
          keys.forEach(writer::delete);
          return keys;
        });
  }

  /// Runs a transaction; its writes share one revision, which is made only if something changed.
  ///
  /// Fails, as a whole, as its operations do, with COMPACTED and FUTURE_REVISION for its ranges.
  public TxnResponse txn(TxnRequest request) {
    return writer.propose(
        () -> {
          TxnPlan plan = TxnPlan.of(writer, request);
          plan.check(writer, leases);
          TxnResponse.Builder response = new TxnRun(this::runOperation).run(plan);
          return response.setHeader(RangeRead.header(writer.revision())).build();
        });
  }

  /// Makes all revisions below the given one unreadable. Their rows go by [Store#compactSlice].
  ///
  /// Fails with COMPACTED (not above the last compaction) and FUTURE_REVISION.
  public CompactionResponse compact(CompactionRequest request) {
    if (request.getRevision() <= writer.compactRevision()) {
      throw EtcdError.COMPACTED.exception();
    }
    if (request.getRevision() > writer.revision()) {
      throw EtcdError.FUTURE_REVISION.exception();
    }
    writer.compact(request.getRevision());
    return CompactionResponse.newBuilder().setHeader(RangeRead.header(writer.revision())).build();
  }

  /// Sets a row of a small table beside the key space. The revision does not move.
  ///
  /// @param table a name without zero bytes
  public void putRow(String table, ByteString key, ByteString value) {
    tableChanges.add(sink -> sink.put(RowKey.inTable(table, key), value.toByteArray()));
  }

  /// Removes a row of a small table, if it is there.
  public void deleteRow(String table, ByteString key) {
    tableChanges.add(sink -> sink.delete(RowKey.inTable(table, key)));
  }

  /// The revision after the proposals so far.
  public long revision() {
    return writer.revision();
  }

  /// Writes everything in one step, the applied index with it, and publishes the new [View]. Synced
  /// only if a table changed: else the raft log is the durable truth, and what a crash of the
  /// machine takes is applied again.
  ///
  /// @param appliedIndex index of the last raft entry in this batch, not below the one before
  /// @param appliedTerm term of that entry
  /// @throws IllegalStateException when the store has changed since this batch was begun
  public void commit(long appliedIndex, long appliedTerm) {
    long compactRevision = writer.compactRevision();
    Standing standing = new Standing(revision(), compactRevision, appliedIndex, appliedTerm);
    Published next = new Published(store, writer.index(), standing);
    store.commit(base, next, this::write, !tableChanges.isEmpty());
    store.events().append(writer.changes());
  }

  private void write(Backend.Sink sink) {
    for (Change change : writer.changes()) {
      sink.put(RowKey.of(change.state()), change.pair().toByteArray());
    }
    tableChanges.forEach(change -> change.into(sink));
  }

  private ResponseOp runOperation(RequestOp operation) {
    ResponseOp.Builder response = ResponseOp.newBuilder();
    return switch (operation.getRequestCase()) {
      case REQUEST_RANGE ->
          response.setResponseRange(RangeRead.run(writer, operation.getRequestRange())).build();
      case REQUEST_PUT -> response.setResponsePut(runPut(operation.getRequestPut())).build();
      case REQUEST_DELETE_RANGE ->
          response.setResponseDeleteRange(runDelete(operation.getRequestDeleteRange())).build();
      case REQUEST_TXN, REQUEST_NOT_SET -> response.build();
    };
  }

  private PutResponse runPut(PutRequest request) {
    PutResponse.Builder response = PutResponse.newBuilder();
    ByteString value = request.getValue();
    long lease = request.getLease();
    if (request.getPrevKv() || request.getIgnoreValue() || request.getIgnoreLease()) {
      byte[] key = request.getKey().toByteArray();
      KeyState state = writer.state(key);
      if (state != null) {
        KeyValue previous = writer.keyValue(key, state);
        value = request.getIgnoreValue() ? previous.getValue() : value;
        lease = request.getIgnoreLease() ? previous.getLease() : lease;
        if (request.getPrevKv()) {
          response.setPrevKv(previous);
        }
      } else if (request.getIgnoreValue() || request.getIgnoreLease()) {
        throw EtcdError.KEY_NOT_FOUND.exception();
      }
    }
    writer.put(request.getKey(), value, lease);
    return response.setHeader(RangeRead.header(writer.revision())).build();
  }

  private DeleteRangeResponse runDelete(DeleteRangeRequest request) {
    DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder();
    RangeRequest range =
        RangeRequest.newBuilder()
            .setKey(request.getKey())
            .setRangeEnd(request.getRangeEnd())
            .setKeysOnly(!request.getPrevKv())
            .build();
    List<KeyValue> doomed = RangeRead.run(writer, range).getKvsList();
    for (KeyValue pair : doomed) {
      writer.delete(pair.getKey());
    }
    if (request.getPrevKv()) {
      response.addAllPrevKvs(doomed);
    }
    return response
        .setDeleted(doomed.size())
        .setHeader(RangeRead.header(writer.revision()))
        .build();
  }
}
