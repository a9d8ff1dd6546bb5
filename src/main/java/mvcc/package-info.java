/// The store: etcd's multi-version key space on an ordered byte store.
///
/// Every write makes a revision, which is never changed again; a read names the revision it wants
/// (https://etcd.io/docs/latest/learning/data_model/). One thread writes, through [mvcc.Batch];
/// any thread reads, through the immutable [mvcc.View] published last.
///
/// Where a thing lives:
/// - [mvcc.Backend] holds the rows (`RowKey`): one for each revision of each key, with the value.
/// - `IndexNode`, a tree in memory, has the revisions of every key (`KeyHistory`); `IndexLoader`
///   rebuilds it from the rows when the store is opened.
/// - `KeyRange`, `RangeRead`, `Guard`, `TxnPlan` and `TxnRun` are etcd's rules for requests, over
///   any `Snapshot`: a view, or the `Writer` of a running batch.
/// - `Scrub` removes bit by bit what a compaction made unreadable.
///
/// Imports neither Pekko nor gRPC. Requests and answers are the generated messages of
/// `etcdserverpb`; of an answer's header only `revision` is filled here.
@NullMarked
package mvcc;

import org.jspecify.annotations.NullMarked;
