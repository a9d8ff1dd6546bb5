/// etcd's v3 API on gRPC: a handler checks and tells, and its answer is sent when it comes.
///
/// Calls run on the event loop of their connection, which never waits. Answers that are ready on
/// another thread go back through the connection's [grpc.Outbox]: many at one wake-up, and nothing
/// is encoded on the thread that applies entries.
@NullMarked
package grpc;

import org.jspecify.annotations.NullMarked;
