package differential;

import authpb.Permission;
import authpb.UserAddOptions;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthRoleDeleteRequest;
import etcdserverpb.AuthRoleGetRequest;
import etcdserverpb.AuthRoleGrantPermissionRequest;
import etcdserverpb.AuthRoleListRequest;
import etcdserverpb.AuthRoleRevokePermissionRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserChangePasswordRequest;
import etcdserverpb.AuthUserDeleteRequest;
import etcdserverpb.AuthUserGetRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import etcdserverpb.AuthUserListRequest;
import etcdserverpb.AuthUserRevokeRoleRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The administration of users and roles.
final class AuthCalls {

  /// Of users and of roles alike.
  static final List<String> NAMES = List.of("ann", "ben", "eva");

  /// Go sorts so many stably. etcd keeps a role's permissions in the order of their keys, and looks
  /// for one that is there already only at the first of its key: of more, which that is, is chance.
  private static final int MOST_PERMISSIONS = 11;

  private final Dice dice;

  /// How many times each role was granted something since it was there.
  private final Map<String, Integer> grants = new HashMap<>();

  AuthCalls(Dice dice) {
    this.dice = dice;
  }

  /// Any call.
  ///
  /// @param odd whether it may also be one that only an old etcd lets pass
  Step administer(String caller, boolean odd) {
    return new Ask(odd && dice.oneIn(25) ? oddGrant() : call(), caller);
  }

  private Message call() {
    return switch (dice.between(0, 19)) {
      case 0, 1 -> addUser();
      case 2 -> AuthUserDeleteRequest.newBuilder().setName(name()).build();
      case 3 -> AuthUserGetRequest.newBuilder().setName(name()).build();
      case 4 -> AuthUserListRequest.getDefaultInstance();
      case 5 ->
          AuthUserChangePasswordRequest.newBuilder()
              .setName(name())
              .setPassword(password())
              .build();
      case 6, 7, 8 -> AuthUserGrantRoleRequest.newBuilder().setUser(name()).setRole(name()).build();
      case 9 -> AuthUserRevokeRoleRequest.newBuilder().setName(name()).setRole(name()).build();
      case 10, 11 -> AuthRoleAddRequest.newBuilder().setName(name()).build();
      case 12 -> AuthRoleDeleteRequest.newBuilder().setRole(name()).build();
      case 13 -> AuthRoleGetRequest.newBuilder().setRole(name()).build();
      case 14 -> AuthRoleListRequest.getDefaultInstance();
      case 15, 16, 17, 18 -> grant(name());
      default -> {
        Permission permission = permission();
        yield AuthRoleRevokePermissionRequest.newBuilder()
            .setRole(name())
            .setKey(permission.getKey())
            .setRangeEnd(permission.getRangeEnd())
            .build();
      }
    };
  }

  /// Grants a role something; one that has much is deleted instead.
  Message grant(String role) {
    return grants.getOrDefault(role, 0) < MOST_PERMISSIONS
        ? AuthRoleGrantPermissionRequest.newBuilder().setName(role).setPerm(permission()).build()
        : AuthRoleDeleteRequest.newBuilder().setRole(role).build();
  }

  /// Takes note of what was done.
  void heard(Message done) {
    switch (done) {
      case AuthRoleGrantPermissionRequest grant -> grants.merge(grant.getName(), 1, Integer::sum);
      case AuthRoleDeleteRequest deleted -> grants.remove(deleted.getRole());
      default -> {}
    }
  }

  private Message addUser() {
    AuthUserAddRequest.Builder user =
        AuthUserAddRequest.newBuilder().setName(name()).setPassword(password());
    if (dice.oneIn(6)) {
      user.setOptions(UserAddOptions.newBuilder().setNoPassword(true)).clearPassword();
    }
    return user.build();
  }

  /// Of a range that holds nothing, of no key, or of nothing at all.
  private Message oddGrant() {
    AuthRoleGrantPermissionRequest.Builder grant =
        AuthRoleGrantPermissionRequest.newBuilder().setName(dice.pick(NAMES));
    return switch (dice.between(0, 3)) {
      case 0 -> grant.build();
      case 1 -> grant.setPerm(range("f", "f")).build();
      case 2 -> grant.setPerm(range("f", "b")).build();
      default -> grant.setPerm(range("", "b")).build();
    };
  }

  private static Permission range(String key, String end) {
    return Permission.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setRangeEnd(ByteString.copyFromUtf8(end))
        .build();
  }

  private Permission permission() {
    int from = dice.between(0, 9);
    Permission.Builder permission =
        Permission.newBuilder()
            .setPermType(
                dice.pick(
                    Permission.Type.READ,
                    Permission.Type.WRITE,
                    Permission.Type.READWRITE,
                    Permission.Type.READWRITE))
            .setKey(GuardedCalls.key(from));
    switch (dice.between(0, 4)) {
      case 0 -> {}
      case 1 -> permission.setRangeEnd(Keys.ZERO);
      default -> permission.setRangeEnd(GuardedCalls.key(dice.between(from + 1, from + 5)));
    }
    return permission.build();
  }

  private String password() {
    return dice.pick("first", "second", "");
  }

  /// Now and then one that means something else, or nothing.
  private String name() {
    return dice.chance(85) ? dice.pick(NAMES) : dice.pick("root", "nobody", "");
  }

  /// All that there is.
  List<Step> overview(String caller) {
    List<Step> all = new ArrayList<>();
    all.add(new Ask(AuthUserListRequest.getDefaultInstance(), caller));
    all.add(new Ask(AuthRoleListRequest.getDefaultInstance(), caller));
    for (String name : NAMES) {
      all.add(new Ask(AuthUserGetRequest.newBuilder().setName(name).build(), caller));
      all.add(new Ask(AuthRoleGetRequest.newBuilder().setRole(name).build(), caller));
    }
    return all;
  }
}
