/// Leases: what keys live only as long as their owner says so
/// (https://etcd.io/docs/latest/learning/api/#lease-api).
///
/// [lease.LeaseTable] is replicated state: which leases there are and which keys each has. Every
/// member has the same one; the log changes it. [lease.Deadlines] is the leader's alone, in memory:
/// when each lease ends. It starts anew with every leader, who gives each lease at least the time
/// it had.
///
/// Imports neither Pekko nor gRPC; time comes from outside.
@NullMarked
package lease;

import org.jspecify.annotations.NullMarked;
