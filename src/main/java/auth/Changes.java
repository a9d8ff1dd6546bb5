package auth;

import authpb.Permission;
import authpb.Role;
import authpb.User;
import authpb.UserAddOptions;
import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthRoleDeleteRequest;
import etcdserverpb.AuthRoleGrantPermissionRequest;
import etcdserverpb.AuthRoleRevokePermissionRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserChangePasswordRequest;
import etcdserverpb.AuthUserDeleteRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import etcdserverpb.AuthUserRevokeRoleRequest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/// How requests change users and roles. Each gives the state after it, which is the one before when
/// there was nothing to do, or fails with an [etcd.EtcdException]. The order of the checks is
/// etcd's: clients see the first rule that is broken.
public final class Changes {

  private static final ByteString ENDLESS = ByteString.copyFrom(new byte[1]);

  private Changes() {}

  /// Asks clients from now on who they are. Fails with ROOT_USER_NOT_EXIST and ROOT_ROLE_NOT_EXIST.
  public static AuthState enable(AuthState before) {
    if (before.enabled()) {
      return before;
    }
    refuseIf(!before.users().containsKey(AuthState.ROOT), EtcdError.ROOT_USER_NOT_EXIST);
    refuseIf(!before.hasRole(AuthState.ROOT, AuthState.ROOT), EtcdError.ROOT_ROLE_NOT_EXIST);
    return before.turnedOn();
  }

  /// Lets everyone do everything from now on.
  public static AuthState disable(AuthState before) {
    return before.enabled() ? before.turnedOff() : before;
  }

  /// Adds a user. Fails with USER_EMPTY and USER_ALREADY_EXISTS.
  public static AuthState add(AuthState before, AuthUserAddRequest request) {
    String name = request.getName();
    refuseIf(name.isEmpty(), EtcdError.USER_EMPTY);
    refuseIf(before.users().containsKey(name), EtcdError.USER_ALREADY_EXISTS);
    boolean noPassword = request.getOptions().getNoPassword();
    return before.with(
        User.newBuilder()
            .setName(name)
            .setOptions(UserAddOptions.newBuilder().setNoPassword(noPassword))
            .setPassword(noPassword ? ByteString.EMPTY : hash(request.getHashedPassword()))
            .build());
  }

  /// Removes a user. Fails with INVALID_AUTH_MANAGEMENT and USER_NOT_FOUND.
  public static AuthState delete(AuthState before, AuthUserDeleteRequest request) {
    String name = request.getName();
    refuseIf(before.enabled() && name.equals(AuthState.ROOT), EtcdError.INVALID_AUTH_MANAGEMENT);
    return before.withoutUser(user(before, name).getName());
  }

  /// Gives a user another password; one without password stays so. Fails with USER_NOT_FOUND.
  public static AuthState changePassword(AuthState before, AuthUserChangePasswordRequest request) {
    User user = user(before, request.getName());
    ByteString password =
        user.getOptions().getNoPassword() ? ByteString.EMPTY : hash(request.getHashedPassword());
    return before.with(user.toBuilder().setPassword(password).build());
  }

  /// Gives a user a role. Fails with USER_NOT_FOUND and ROLE_NOT_FOUND.
  public static AuthState grant(AuthState before, AuthUserGrantRoleRequest request) {
    User user = user(before, request.getUser());
    String role = request.getRole();
    refuseIf(
        !role.equals(AuthState.ROOT) && !before.roles().containsKey(role),
        EtcdError.ROLE_NOT_FOUND);
    if (user.getRolesList().contains(role)) {
      return before;
    }
    List<String> roles = new ArrayList<>(user.getRolesList());
    roles.add(role);
    roles.sort(Comparator.naturalOrder());
    return before.with(user.toBuilder().clearRoles().addAllRoles(roles).build());
  }

  /// Takes a role from a user. Fails with INVALID_AUTH_MANAGEMENT, USER_NOT_FOUND and
  /// ROLE_NOT_GRANTED.
  public static AuthState revoke(AuthState before, AuthUserRevokeRoleRequest request) {
    String name = request.getName();
    String role = request.getRole();
    refuseIf(
        before.enabled() && name.equals(AuthState.ROOT) && role.equals(AuthState.ROOT),
        EtcdError.INVALID_AUTH_MANAGEMENT);
    User user = user(before, name);
    refuseIf(!user.getRolesList().contains(role), EtcdError.ROLE_NOT_GRANTED);
    return before.with(without(user, role));
  }

  /// Adds a role. Fails with ROLE_EMPTY and ROLE_ALREADY_EXISTS.
  public static AuthState add(AuthState before, AuthRoleAddRequest request) {
    String name = request.getName();
    refuseIf(name.isEmpty(), EtcdError.ROLE_EMPTY);
    refuseIf(before.roles().containsKey(name), EtcdError.ROLE_ALREADY_EXISTS);
    return before.with(Role.newBuilder().setName(name).build());
  }

  /// Removes a role, also from its users. Fails with INVALID_AUTH_MANAGEMENT and ROLE_NOT_FOUND.
  public static AuthState delete(AuthState before, AuthRoleDeleteRequest request) {
    String name = request.getRole();
    refuseIf(before.enabled() && name.equals(AuthState.ROOT), EtcdError.INVALID_AUTH_MANAGEMENT);
    return before.withoutRole(role(before, name).getName());
  }

  /// Allows a role something; for a range it has already, the kind of access changes. Fails with
  /// PERMISSION_NOT_GIVEN, INVALID_AUTH_MANAGEMENT (for what is no range) and ROLE_NOT_FOUND.
  public static AuthState grant(AuthState before, AuthRoleGrantPermissionRequest request) {
    refuseIf(!request.hasPerm(), EtcdError.PERMISSION_NOT_GIVEN);
    Permission granted = request.getPerm();
    refuseIf(!isRange(granted.getKey(), granted.getRangeEnd()), EtcdError.INVALID_AUTH_MANAGEMENT);
    Role role = role(before, request.getName());
    List<Permission> permissions = new ArrayList<>(role.getKeyPermissionList());
    int at = indexOf(permissions, granted.getKey(), granted.getRangeEnd());
    if (at >= 0) {
      permissions.set(at, granted);
    } else {
      permissions.add(granted);
      permissions.sort(
          Comparator.comparing(Permission::getKey, ByteString.unsignedLexicographicalComparator()));
    }
    return before.with(with(role, permissions));
  }

  /// Takes back what a role was allowed for exactly this range. Fails with ROLE_NOT_FOUND and
  /// PERMISSION_NOT_GRANTED.
  public static AuthState revoke(AuthState before, AuthRoleRevokePermissionRequest request) {
    Role role = role(before, request.getRole());
    List<Permission> permissions = new ArrayList<>(role.getKeyPermissionList());
    int at = indexOf(permissions, request.getKey(), request.getRangeEnd());
    refuseIf(at < 0, EtcdError.PERMISSION_NOT_GRANTED);
    permissions.remove(at);
    return before.with(with(role, permissions));
  }

  /// The user without a role.
  static User without(User user, String role) {
    return user.getRolesList().contains(role)
        ? user.toBuilder()
            .clearRoles()
            .addAllRoles(user.getRolesList().stream().filter(name -> !name.equals(role)).toList())
            .build()
        : user;
  }

  private static Role with(Role role, List<Permission> permissions) {
    return role.toBuilder().clearKeyPermission().addAllKeyPermission(permissions).build();
  }

  private static int indexOf(List<Permission> permissions, ByteString key, ByteString rangeEnd) {
    for (int i = 0; i < permissions.size(); i++) {
      Permission permission = permissions.get(i);
      if (permission.getKey().equals(key) && permission.getRangeEnd().equals(rangeEnd)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isRange(ByteString key, ByteString rangeEnd) {
    return !key.isEmpty()
        && (rangeEnd.isEmpty()
            || rangeEnd.equals(ENDLESS)
            || ByteString.unsignedLexicographicalComparator().compare(key, rangeEnd) < 0);
  }

  private static ByteString hash(String base64) {
    return ByteString.copyFrom(Base64.getDecoder().decode(base64));
  }

  private static User user(AuthState state, String name) {
    User user = state.users().get(name);
    if (user == null) {
      throw EtcdError.USER_NOT_FOUND.exception();
    }
    return user;
  }

  private static Role role(AuthState state, String name) {
    Role role = state.roles().get(name);
    if (role == null) {
      throw EtcdError.ROLE_NOT_FOUND.exception();
    }
    return role;
  }

  private static void refuseIf(boolean broken, EtcdError error) {
    if (broken) {
      throw error.exception();
    }
  }
}
