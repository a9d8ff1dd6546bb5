/// A load generator for any etcd endpoint, cheap enough to share a machine with what it measures.
///
/// Each client has one request outstanding and sends the next when the answer is there, on the
/// event loop that brought the answer: no thread is woken, requests are encoded by copying a
/// template, answers are dropped unread but for their status.
@NullMarked
package bench;

import org.jspecify.annotations.NullMarked;
