/// The client commands: each is one request to a cluster and its answer, as etcdctl prints it.
@NullMarked
package sampo.cli;

import org.jspecify.annotations.NullMarked;
