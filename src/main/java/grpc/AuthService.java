package grpc;

import etcdserverpb.AuthGrpc;
import io.grpc.ServerServiceDefinition;
import service.Users;

/// `etcdserverpb.Auth`.
final class AuthService {

  private AuthService() {}

  static ServerServiceDefinition create(Users users, ServiceBuilder.Shared shared) {
    var logins = users.logins();
    return new ServiceBuilder(AuthGrpc.SERVICE_NAME, shared)
        .unary(AuthGrpc.getAuthEnableMethod(), logins::enable)
        .unary(AuthGrpc.getAuthDisableMethod(), logins::disable)
        .unary(AuthGrpc.getAuthStatusMethod(), logins::status)
        .unary(AuthGrpc.getAuthenticateMethod(), logins::authenticate)
        .unary(AuthGrpc.getUserAddMethod(), users::add)
        .unary(AuthGrpc.getUserGetMethod(), users::get)
        .unary(AuthGrpc.getUserListMethod(), users::list)
        .unary(AuthGrpc.getUserDeleteMethod(), users::delete)
        .unary(AuthGrpc.getUserChangePasswordMethod(), users::changePassword)
        .unary(AuthGrpc.getUserGrantRoleMethod(), users::grantRole)
        .unary(AuthGrpc.getUserRevokeRoleMethod(), users::revokeRole)
        .unary(AuthGrpc.getRoleAddMethod(), users::addRole)
        .unary(AuthGrpc.getRoleGetMethod(), users::getRole)
        .unary(AuthGrpc.getRoleListMethod(), users::listRoles)
        .unary(AuthGrpc.getRoleDeleteMethod(), users::deleteRole)
        .unary(AuthGrpc.getRoleGrantPermissionMethod(), users::grantPermission)
        .unary(AuthGrpc.getRoleRevokePermissionMethod(), users::revokePermission)
        .build();
  }
}
