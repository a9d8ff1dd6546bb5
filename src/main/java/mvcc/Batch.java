package mvcc;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;

/// Consecutive proposals, applied one after another and written at once.
///
/// Each method is one proposal and sees those before it. It either takes full effect or raises an
/// [etcd.EtcdException] and leaves no trace. Nobody else sees anything before [#commit].
///
/// Requests are taken as checked for what needs no state (empty keys, operation limits, duplicate
/// keys, sort options). One that was not is answered somehow, and alike on every member.
public final class Batch {

  Batch() {}

  /// Writes one key.
  ///
  /// Fails with KEY_NOT_FOUND (ignore_value or ignore_lease on a missing key) and LEASE_NOT_FOUND.
  public PutResponse put(PutRequest request) {
    throw new UnsupportedOperationException();
  }

  /// Deletes the keys of a range, all in one revision; no revision when there are none.
  public DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
    throw new UnsupportedOperationException();
  }

  /// Runs a transaction; its writes share one revision, which is made only if something changed.
  ///
  /// Fails, as a whole, as its operations do, with COMPACTED and FUTURE_REVISION for its ranges.
  public TxnResponse txn(TxnRequest request) {
    throw new UnsupportedOperationException();
  }

  /// Makes all revisions below the given one unreadable. Their rows go by [Store#compactSlice].
  ///
  /// Fails with COMPACTED (not above the last compaction) and FUTURE_REVISION.
  public CompactionResponse compact(CompactionRequest request) {
    throw new UnsupportedOperationException();
  }

  /// Sets a row of a small table beside the key space. The revision does not move.
  public void putRow(String table, ByteString key, ByteString value) {
    throw new UnsupportedOperationException();
  }

  /// Removes a row of a small table, if it is there.
  public void deleteRow(String table, ByteString key) {
    throw new UnsupportedOperationException();
  }

  /// The revision after the proposals so far.
  public long revision() {
    throw new UnsupportedOperationException();
  }

  /// Writes everything in one step, the applied index with it, and publishes the new [View].
  /// Not synced: the raft log is the durable truth, and what a crash takes is applied again.
  ///
  /// @param appliedIndex index of the last raft entry in this batch, not below the one before
  /// @param appliedTerm term of that entry
  public void commit(long appliedIndex, long appliedTerm) {
    throw new UnsupportedOperationException();
  }
}
