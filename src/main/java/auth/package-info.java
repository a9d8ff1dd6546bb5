/// Who may do what: users, roles, permissions, passwords and tokens, as etcd has them
/// (https://etcd.io/docs/latest/op-guide/authentication/rbac/).
///
/// Imports neither Pekko nor gRPC. [auth.AuthState] is all that is replicated, [auth.Changes] how
/// proposals change it, [auth.Access] what one asker may do in it, and [auth.Rules] what each
/// request asks for. [auth.Authority] is what the applier and the doors of a member share.
@NullMarked
package auth;

import org.jspecify.annotations.NullMarked;
