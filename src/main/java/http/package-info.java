/// What the client port says to HTTP/1.1: health, version and metrics, as etcd's monitoring and
/// Kubernetes' probes expect them (https://etcd.io/docs/latest/op-guide/monitoring/).
@NullMarked
package http;

import org.jspecify.annotations.NullMarked;
