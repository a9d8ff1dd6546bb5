package service;

import auth.Access;
import auth.AuthState;
import auth.Passwords;
import authpb.Permission;
import authpb.Role;
import authpb.User;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthRoleAddResponse;
import etcdserverpb.AuthRoleDeleteRequest;
import etcdserverpb.AuthRoleDeleteResponse;
import etcdserverpb.AuthRoleGetRequest;
import etcdserverpb.AuthRoleGetResponse;
import etcdserverpb.AuthRoleGrantPermissionRequest;
import etcdserverpb.AuthRoleGrantPermissionResponse;
import etcdserverpb.AuthRoleListRequest;
import etcdserverpb.AuthRoleListResponse;
import etcdserverpb.AuthRoleRevokePermissionRequest;
import etcdserverpb.AuthRoleRevokePermissionResponse;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserAddResponse;
import etcdserverpb.AuthUserChangePasswordRequest;
import etcdserverpb.AuthUserChangePasswordResponse;
import etcdserverpb.AuthUserDeleteRequest;
import etcdserverpb.AuthUserDeleteResponse;
import etcdserverpb.AuthUserGetRequest;
import etcdserverpb.AuthUserGetResponse;
import etcdserverpb.AuthUserGrantRoleRequest;
import etcdserverpb.AuthUserGrantRoleResponse;
import etcdserverpb.AuthUserListRequest;
import etcdserverpb.AuthUserListResponse;
import etcdserverpb.AuthUserRevokeRoleRequest;
import etcdserverpb.AuthUserRevokeRoleResponse;
import etcdserverpb.ResponseHeader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import proposal.LinearizableRead;
import proposal.wire.Proposal;

/// The part of etcd's Auth service that administers users and roles: for root, while auth is on,
/// but that users may look at themselves and at their roles.
///
/// Futures end as proposals and reads do, and with what [auth.Changes] refuses with.
public final class Users {

  /// What the role root may do.
  private static final Permission EVERYTHING =
      Permission.newBuilder()
          .setPermType(Permission.Type.READWRITE)
          .setRangeEnd(ByteString.copyFrom(new byte[1]))
          .build();

  private final MemberContext member;
  private final Entrance entrance;
  private final Passwords passwords;
  private final Headers headers;
  private final Logins logins;

  /// The door to a member's users and roles.
  public Users(MemberContext member, Entrance entrance, Passwords passwords) {
    this.member = member;
    this.entrance = entrance;
    this.passwords = passwords;
    this.headers = new Headers(member);
    this.logins = new Logins(member, entrance, passwords);
  }

  /// The rest of etcd's Auth service.
  public Logins logins() {
    return logins;
  }

  // -- users

  /// Adds a user; the password goes no further than here.
  public CompletableFuture<AuthUserAddResponse> add(AuthUserAddRequest request, Caller caller) {
    return withHash(
        !request.getOptions().getNoPassword(),
        request.getPassword(),
        caller,
        hash ->
            change(
                Proposal.newBuilder()
                    .setUserAdd(request.toBuilder().clearPassword().setHashedPassword(hash)),
                caller,
                header -> AuthUserAddResponse.newBuilder().setHeader(header).build()));
  }

  /// Gives a user another password, which goes no further than here.
  public CompletableFuture<AuthUserChangePasswordResponse> changePassword(
      AuthUserChangePasswordRequest request, Caller caller) {
    return withHash(
        true,
        request.getPassword(),
        caller,
        hash ->
            change(
                Proposal.newBuilder()
                    .setUserChangePassword(
                        request.toBuilder().clearPassword().setHashedPassword(hash)),
                caller,
                header -> AuthUserChangePasswordResponse.newBuilder().setHeader(header).build()));
  }

  /// Hashing is work: it is not done for those who may not ask for it.
  private <R> CompletableFuture<R> withHash(
      boolean needed,
      String password,
      Caller caller,
      Function<String, CompletableFuture<R>> propose) {
    return needed
        ? entrance.admit(
            caller, Access::requireRoot, _ -> passwords.hash(password).thenCompose(propose))
        : propose.apply("");
  }

  public CompletableFuture<AuthUserDeleteResponse> delete(
      AuthUserDeleteRequest request, Caller caller) {
    return change(
        Proposal.newBuilder().setUserDelete(request),
        caller,
        header -> AuthUserDeleteResponse.newBuilder().setHeader(header).build());
  }

  public CompletableFuture<AuthUserGrantRoleResponse> grantRole(
      AuthUserGrantRoleRequest request, Caller caller) {
    return change(
        Proposal.newBuilder().setUserGrantRole(request),
        caller,
        header -> AuthUserGrantRoleResponse.newBuilder().setHeader(header).build());
  }

  public CompletableFuture<AuthUserRevokeRoleResponse> revokeRole(
      AuthUserRevokeRoleRequest request, Caller caller) {
    return change(
        Proposal.newBuilder().setUserRevokeRole(request),
        caller,
        header -> AuthUserRevokeRoleResponse.newBuilder().setHeader(header).build());
  }

  /// The roles of a user; fails with USER_NOT_FOUND.
  public CompletableFuture<AuthUserGetResponse> get(AuthUserGetRequest request, Caller caller) {
    String name = request.getName();
    return look(
        caller,
        access -> access.requireSelf(name),
        state -> {
          User user = state.users().get(name);
          if (user == null) {
            throw EtcdError.USER_NOT_FOUND.exception();
          }
          return AuthUserGetResponse.newBuilder()
              .setHeader(headers.now())
              .addAllRoles(user.getRolesList())
              .build();
        });
  }

  /// The names of all users.
  public CompletableFuture<AuthUserListResponse> list(AuthUserListRequest request, Caller caller) {
    return look(
        caller,
        Access::requireRoot,
        state ->
            AuthUserListResponse.newBuilder()
                .setHeader(headers.now())
                .addAllUsers(state.users().keySet())
                .build());
  }

  // -- roles

  public CompletableFuture<AuthRoleAddResponse> addRole(AuthRoleAddRequest request, Caller caller) {
    return change(
        Proposal.newBuilder().setRoleAdd(request),
        caller,
        header -> AuthRoleAddResponse.newBuilder().setHeader(header).build());
  }

  public CompletableFuture<AuthRoleDeleteResponse> deleteRole(
      AuthRoleDeleteRequest request, Caller caller) {
    return change(
        Proposal.newBuilder().setRoleDelete(request),
        caller,
        header -> AuthRoleDeleteResponse.newBuilder().setHeader(header).build());
  }

  public CompletableFuture<AuthRoleGrantPermissionResponse> grantPermission(
      AuthRoleGrantPermissionRequest request, Caller caller) {
    return change(
        Proposal.newBuilder().setRoleGrantPermission(request),
        caller,
        header -> AuthRoleGrantPermissionResponse.newBuilder().setHeader(header).build());
  }

  public CompletableFuture<AuthRoleRevokePermissionResponse> revokePermission(
      AuthRoleRevokePermissionRequest request, Caller caller) {
    return change(
        Proposal.newBuilder().setRoleRevokePermission(request),
        caller,
        header -> AuthRoleRevokePermissionResponse.newBuilder().setHeader(header).build());
  }

  /// What a role may do; fails with ROLE_NOT_FOUND.
  public CompletableFuture<AuthRoleGetResponse> getRole(AuthRoleGetRequest request, Caller caller) {
    String name = request.getRole();
    return look(
        caller,
        access -> access.requireRole(name),
        state -> {
          Role role = state.roles().get(name);
          if (role == null) {
            throw EtcdError.ROLE_NOT_FOUND.exception();
          }
          var response = AuthRoleGetResponse.newBuilder().setHeader(headers.now());
          return name.equals(AuthState.ROOT)
              ? response.addPerm(EVERYTHING).build()
              : response.addAllPerm(role.getKeyPermissionList()).build();
        });
  }

  /// The names of all roles.
  public CompletableFuture<AuthRoleListResponse> listRoles(
      AuthRoleListRequest request, Caller caller) {
    return look(
        caller,
        Access::requireRoot,
        state ->
            AuthRoleListResponse.newBuilder()
                .setHeader(headers.now())
                .addAllRoles(state.roles().keySet())
                .build());
  }

  private <R extends Message> CompletableFuture<R> change(
      Proposal.Builder request, Caller caller, Function<ResponseHeader, R> response) {
    return entrance.propose(request, caller, applied -> response.apply(headers.like(applied)));
  }

  private <R> CompletableFuture<R> look(
      Caller caller, Consumer<Access> rule, Function<AuthState, R> response) {
    var permissions = member.permissions();
    return entrance.read(
        new LinearizableRead<>(
            () -> permissions.read(caller, rule, () -> response.apply(permissions.state())),
            caller.thread()));
  }
}
