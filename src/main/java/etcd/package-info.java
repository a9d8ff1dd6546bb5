/// What etcd's v3 API promises its clients beyond the messages: the failures, their codes and
/// texts. Imports neither gRPC nor Pekko, so that the store, leases and users
/// can raise them.
@NullMarked
package etcd;

import org.jspecify.annotations.NullMarked;
