/// etcd's Watch (https://etcd.io/docs/latest/learning/api/#watch-api) without a transport.
///
/// Nobody has a queue of events. What happens is kept once, in [mvcc.EventLog]; a watcher is a
/// cursor into it, and a stream moves its cursors while its client takes what it sends. A commit
/// only marks the streams it concerns ([watch.Hub]).
///
/// Where a thing lives:
/// - [watch.Hub] finds the streams that a commit concerns, among all watchers of the member.
/// - [watch.WatchStream] is one client's stream: it takes requests and, step by step, moves its
///   watchers on. Those in step with the store move together; the others are in `Late`.
/// - `Ranges` and `Spans` find the watchers of a key without asking each of them.
/// - `Delivery` sorts the events of a window by watcher; `Replies` puts them into messages.
///
/// A stream is used by one thread at a time, that of its client; nothing here waits or starts a
/// thread, so a test can step all of it.
@NullMarked
package watch;

import org.jspecify.annotations.NullMarked;
