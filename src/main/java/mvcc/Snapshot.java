package mvcc;

import etcd.EtcdError;
import mvccpb.KeyValue;

/// What a request is answered from: the keys as they stand, and their values.
interface Snapshot {

  /// All keys.
  IndexNode index();

  /// The newest store revision there is.
  long revision();

  /// The oldest store revision that can be read.
  long compactRevision();

  /// The pair of a key in one of its states, which must not be a tombstone.
  KeyValue keyValue(byte[] key, KeyState state);

  /// The store revision that a request's `revision` asks for: 0 or less is the newest.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION.
  default long readRevision(long asked) {
    if (asked > revision()) {
      throw EtcdError.FUTURE_REVISION.exception();
    }
    long revision = asked <= 0 ? revision() : asked;
    if (revision < compactRevision()) {
      throw EtcdError.COMPACTED.exception();
    }
    return revision;
  }
}
