/// etcd's gRPC API as JSON over HTTP/1.1 (https://etcd.io/docs/latest/dev-guide/api_grpc_gateway/).
///
/// A request becomes a call of the member's own gRPC services, within the process: what is checked,
/// limited, refused and counted there is so here too.
@NullMarked
package gateway;

import org.jspecify.annotations.NullMarked;
