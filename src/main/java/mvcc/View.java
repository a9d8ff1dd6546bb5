package mvcc;

import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;

/// The store as one commit left it. Immutable; any thread may read it, without locks, while writes
/// go on. Values stay on disk until asked for.
///
/// When a compaction removes what a running read still needs, a read of the current revision starts
/// again on the newest view, and a read of a named revision fails with COMPACTED.
public final class View {

  View() {}

  /// The revision of the last write; 1 in a fresh store.
  public long revision() {
    throw new UnsupportedOperationException();
  }

  /// The oldest revision that can be read; -1 before the first compaction.
  public long compactRevision() {
    throw new UnsupportedOperationException();
  }

  /// Keys and values of a range.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION.
  public RangeResponse range(RangeRequest request) {
    throw new UnsupportedOperationException();
  }

  /// Runs a transaction without writes, all of it on this view.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION.
  ///
  /// @throws IllegalArgumentException when the branch to run holds a write
  public TxnResponse readOnlyTxn(TxnRequest request) {
    throw new UnsupportedOperationException();
  }

  /// A checksum of all keys with their revisions, versions, leases and values at this revision, for
  /// comparing members. Reads everything.
  public int digest() {
    throw new UnsupportedOperationException();
  }
}
