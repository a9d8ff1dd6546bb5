package grpc;

import static grpc.Realm.addUser;
import static grpc.Realm.allow;
import static grpc.Realm.get;
import static grpc.Realm.grant;
import static grpc.Realm.metadata;
import static grpc.Realm.put;
import static grpc.Realm.range;
import static grpc.Realm.refused;
import static grpc.Realm.user;
import static grpc.Realm.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import authpb.Permission;
import etcdserverpb.AuthDisableRequest;
import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthGrpc;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthRoleDeleteRequest;
import etcdserverpb.AuthRoleGetRequest;
import etcdserverpb.AuthRoleListRequest;
import etcdserverpb.AuthRoleRevokePermissionRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserChangePasswordRequest;
import etcdserverpb.AuthUserDeleteRequest;
import etcdserverpb.AuthUserGetRequest;
import etcdserverpb.AuthUserListRequest;
import etcdserverpb.AuthUserRevokeRoleRequest;
import etcdserverpb.ClusterGrpc;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.MemberListRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.StatusRequest;
import etcdserverpb.TxnRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// etcd's Auth, and what it does to the other services, over real sockets.
final class AuthTest {

  private static final String DENIED = "PERMISSION_DENIED: etcdserver: permission denied";
  private static final String NOBODY = "INVALID_ARGUMENT: etcdserver: user name is empty";

  private final Realm realm = new Realm();
  private final AuthGrpc.AuthBlockingStub open = realm.open;

  @AfterEach
  void close() {
    realm.close();
  }

  @Test
  void theRevisionOfUsersAndRolesIsAMetric() {
    assertThat(realm.port.scrape()).contains("etcd_debugging_auth_revision 1.0\n");
    addUser(open, "root");
    grant(open, "root", "root");
    assertThat(realm.port.scrape())
        .contains("# TYPE etcd_debugging_auth_revision gauge\n")
        .contains("etcd_debugging_auth_revision %d.0\n".formatted(realm.status().getAuthRevision()))
        .doesNotContain("etcd_debugging_auth_revision 1.0\n");
  }

  // -- the way into auth

  @Test
  void authNeedsRootWithRoleRoot() {
    refused(
        () -> open.authEnable(AuthEnableRequest.getDefaultInstance()),
        "FAILED_PRECONDITION: etcdserver: root user does not exist");
    addUser(open, "root");
    refused(
        () -> open.authEnable(AuthEnableRequest.getDefaultInstance()),
        "FAILED_PRECONDITION: etcdserver: root user does not have root role");
    grant(open, "root", "root");
    open.authEnable(AuthEnableRequest.getDefaultInstance());
    refused(() -> open.authEnable(AuthEnableRequest.getDefaultInstance()), NOBODY);
    var root = realm.auth(realm.token("root", "root"));
    assertThat(root.authEnable(AuthEnableRequest.getDefaultInstance()).getHeader().getMemberId())
        .isEqualTo(realm.port.member().context().memberId());
  }

  @Test
  void everyChangeCountsButEnabling() {
    assertThat(realm.status().getAuthRevision()).isEqualTo(1);
    var root = realm.enable();
    assertThat(realm.status().getAuthRevision()).isEqualTo(3);
    assertThat(realm.status().getEnabled()).isTrue();
    root.authDisable(AuthDisableRequest.getDefaultInstance());
    assertThat(realm.status().getAuthRevision()).isEqualTo(4);
    assertThat(realm.status().getEnabled()).isFalse();
    open.authDisable(AuthDisableRequest.getDefaultInstance());
    assertThat(realm.status().getAuthRevision()).isEqualTo(4);
    assertThat(realm.status().getHeader().getRevision()).isEqualTo(1);
  }

  @Test
  void whileAuthIsOffThereAreNoTokens() {
    refused(
        () -> realm.token("root", "root"),
        "FAILED_PRECONDITION: etcdserver: authentication is not enabled");
  }

  @Test
  void aWrongPasswordAndAnUnknownUserLookAlike() {
    realm.enable();
    var failed = "INVALID_ARGUMENT: etcdserver: authentication failed, invalid user ID or password";
    refused(() -> realm.token("root", "wrong"), failed);
    refused(() -> realm.token("nobody", "root"), failed);
    assertThat(realm.token("root", "root")).matches("[a-zA-Z]{16}\\.\\d+");
  }

  @Test
  void whoeverHasNoPasswordCannotShowOne() {
    var root = realm.enable();
    root.userAdd(
        AuthUserAddRequest.newBuilder()
            .setName("machine")
            .setOptions(authpb.UserAddOptions.newBuilder().setNoPassword(true))
            .build());
    refused(
        () -> realm.token("machine", ""),
        "UNKNOWN: auth: authentication failed, password was given for no password user");
  }

  @Test
  void aPasswordLongerThanBcryptLooksIsRefused() {
    refused(
        () ->
            open.userAdd(
                AuthUserAddRequest.newBuilder().setName("u").setPassword("p".repeat(73)).build()),
        "UNKNOWN: bcrypt: password length exceeds 72 bytes");
  }

  // -- who may do what

  @Test
  void withoutTokenNothingIsServedButWhatLeadsToOne() {
    realm.enable();
    refused(() -> realm.kv(null).put(put("a")), NOBODY);
    refused(() -> realm.kv(null).range(get("a")), NOBODY);
    refused(() -> realm.kv(null).txn(TxnRequest.getDefaultInstance()), NOBODY);
    refused(
        () -> realm.kv(null).compact(CompactionRequest.newBuilder().setRevision(1).build()),
        NOBODY);
    refused(() -> open.userList(AuthUserListRequest.getDefaultInstance()), NOBODY);
    refused(
        () ->
            MaintenanceGrpc.newBlockingStub(realm.port.channel())
                .status(StatusRequest.getDefaultInstance()),
        NOBODY);
    refused(
        () ->
            ClusterGrpc.newBlockingStub(realm.port.channel())
                .memberList(MemberListRequest.getDefaultInstance()),
        NOBODY);
    assertThat(realm.status().getEnabled()).isTrue();
    refused(
        () -> realm.kv("nonsense").put(put("a")),
        "UNAUTHENTICATED: etcdserver: invalid auth token");
    refused(
        () -> realm.kv("abcdefghijklmnop.99999").range(get("a")),
        "UNAUTHENTICATED: etcdserver: invalid auth token");
  }

  @Test
  void rootMayDoEverything() {
    realm.enable();
    var token = realm.token("root", "root");
    assertThat(realm.kv(token).put(put("a")).getHeader().getRevision()).isEqualTo(2);
    assertThat(realm.kv(token).range(get("a")).getCount()).isEqualTo(1);
    realm.kv(token).compact(CompactionRequest.newBuilder().setRevision(2).build());
    var bearer = metadata("authorization", "Bearer " + token);
    assertThat(
            KVGrpc.newBlockingStub(realm.port.channel()).withInterceptors(bearer).range(get("a")))
        .isNotNull();
  }

  @Test
  void aUserMayDoWhatItsRolesAllow() {
    var root = realm.enable();
    allow(root, "alice", Permission.Type.READWRITE, "a", "b");
    var alice = realm.token("alice", "alice");
    realm.kv(alice).put(put("a1"));
    assertThat(realm.kv(alice).range(range("a", "b")).getCount()).isEqualTo(1);
    refused(() -> realm.kv(alice).put(put("b")), DENIED);
    refused(() -> realm.kv(alice).range(range("a", "c")), DENIED);
    refused(() -> realm.kv(alice).range(range("a", "\0")), DENIED);
    refused(
        () -> realm.kv(alice).range(range("a", "c").toBuilder().setSerializable(true).build()),
        DENIED);
    refused(
        () ->
            realm.kv(alice).deleteRange(DeleteRangeRequest.newBuilder().setKey(utf8("c")).build()),
        DENIED);
    refused(
        () -> realm.kv(alice).compact(CompactionRequest.newBuilder().setRevision(2).build()),
        DENIED);
    assertThat(
            MaintenanceGrpc.newBlockingStub(realm.port.channel())
                .withInterceptors(metadata("token", alice))
                .status(StatusRequest.getDefaultInstance())
                .getVersion())
        .isNotEmpty();
  }

  @Test
  void aTransactionNeedsWhatAllOfItNeeds() {
    var root = realm.enable();
    allow(root, "alice", Permission.Type.WRITE, "a", "b");
    var alice = realm.token("alice", "alice");
    var write = RequestOp.newBuilder().setRequestPut(put("a")).build();
    realm.kv(alice).txn(TxnRequest.newBuilder().addSuccess(write).build());
    var foreign = RequestOp.newBuilder().setRequestPut(put("z")).build();
    refused(() -> realm.kv(alice).txn(TxnRequest.newBuilder().addFailure(foreign).build()), DENIED);
    var nested =
        RequestOp.newBuilder().setRequestTxn(TxnRequest.newBuilder().addFailure(foreign)).build();
    refused(() -> realm.kv(alice).txn(TxnRequest.newBuilder().addSuccess(nested).build()), DENIED);
    var curious =
        RequestOp.newBuilder().setRequestPut(put("a").toBuilder().setPrevKv(true)).build();
    refused(() -> realm.kv(alice).txn(TxnRequest.newBuilder().addSuccess(curious).build()), DENIED);
  }

  @Test
  void administrationIsForRootButOnesOwnMayBeSeen() {
    var root = realm.enable();
    allow(root, "alice", Permission.Type.READ, "a", "");
    root.userAdd(user("bob"));
    var alice = realm.auth(realm.token("alice", "alice"));
    refused(() -> alice.userAdd(user("eve")), DENIED);
    refused(() -> alice.userList(AuthUserListRequest.getDefaultInstance()), DENIED);
    refused(() -> alice.roleList(AuthRoleListRequest.getDefaultInstance()), DENIED);
    refused(() -> alice.userGet(AuthUserGetRequest.newBuilder().setName("bob").build()), DENIED);
    refused(() -> alice.authDisable(AuthDisableRequest.getDefaultInstance()), DENIED);
    assertThat(
            alice.userGet(AuthUserGetRequest.newBuilder().setName("alice").build()).getRolesList())
        .containsExactly("of-alice");
    assertThat(
            alice
                .roleGet(AuthRoleGetRequest.newBuilder().setRole("of-alice").build())
                .getPermList())
        .hasSize(1);
    refused(() -> alice.roleGet(AuthRoleGetRequest.newBuilder().setRole("root").build()), DENIED);
    assertThat(root.userList(AuthUserListRequest.getDefaultInstance()).getUsersList())
        .containsExactly("alice", "bob", "root");
    assertThat(root.roleList(AuthRoleListRequest.getDefaultInstance()).getRolesList())
        .containsExactly("of-alice");
  }

  // -- changes

  @Test
  void rootCannotBeTakenAwayWhileAuthIsOn() {
    var root = realm.enable();
    var refusal = "INVALID_ARGUMENT: etcdserver: invalid auth management";
    refused(
        () -> root.userDelete(AuthUserDeleteRequest.newBuilder().setName("root").build()), refusal);
    refused(
        () -> root.roleDelete(AuthRoleDeleteRequest.newBuilder().setRole("root").build()), refusal);
    refused(
        () ->
            root.userRevokeRole(
                AuthUserRevokeRoleRequest.newBuilder().setName("root").setRole("root").build()),
        refusal);
    root.authDisable(AuthDisableRequest.getDefaultInstance());
    open.userDelete(AuthUserDeleteRequest.newBuilder().setName("root").build());
  }

  @Test
  void aTokenEndsWithItsUserAndItsPassword() {
    var root = realm.enable();
    allow(root, "alice", Permission.Type.READWRITE, "a", "");
    var alice = realm.token("alice", "alice");
    realm.kv(alice).put(put("a"));
    root.userChangePassword(
        AuthUserChangePasswordRequest.newBuilder().setName("alice").setPassword("new").build());
    refused(() -> realm.kv(alice).put(put("a")), "UNAUTHENTICATED: etcdserver: invalid auth token");
    refused(
        () -> realm.token("alice", "alice"),
        "INVALID_ARGUMENT: etcdserver: authentication failed, invalid user ID or password");
    var again = realm.token("alice", "new");
    root.userDelete(AuthUserDeleteRequest.newBuilder().setName("alice").build());
    refused(() -> realm.kv(again).put(put("a")), "UNAUTHENTICATED: etcdserver: invalid auth token");
  }

  @Test
  void whatIsRevokedIsGoneAtOnce() {
    var root = realm.enable();
    allow(root, "alice", Permission.Type.READ, "a", "b");
    realm.kv(realm.token("root", "root")).put(put("a"));
    var alice = realm.token("alice", "alice");
    assertThat(realm.kv(alice).range(get("a")).getCount()).isEqualTo(1);
    var gone = AuthRoleRevokePermissionRequest.newBuilder().setRole("of-alice");
    refused(
        () -> root.roleRevokePermission(gone.setKey(utf8("a")).build()),
        "FAILED_PRECONDITION: etcdserver: permission is not granted to the role");
    root.roleRevokePermission(gone.setRangeEnd(utf8("b")).build());
    refused(() -> realm.kv(alice).range(get("a")), DENIED);
    refused(
        () -> realm.kv(alice).range(get("a").toBuilder().setSerializable(true).build()), DENIED);
  }

  @Test
  void aDeletedRoleLeavesItsUsers() {
    var root = realm.enable();
    allow(root, "alice", Permission.Type.READ, "a", "b");
    root.roleDelete(AuthRoleDeleteRequest.newBuilder().setRole("of-alice").build());
    assertThat(
            root.userGet(AuthUserGetRequest.newBuilder().setName("alice").build()).getRolesList())
        .isEmpty();
    refused(
        () -> root.roleGet(AuthRoleGetRequest.newBuilder().setRole("of-alice").build()),
        "FAILED_PRECONDITION: etcdserver: role name not found");
  }

  @Test
  void theRoleRootReadsAndWritesEverything() {
    open.roleAdd(AuthRoleAddRequest.newBuilder().setName("root").build());
    var everything =
        Permission.newBuilder().setPermType(Permission.Type.READWRITE).setRangeEnd(utf8("\0"));
    assertThat(open.roleGet(AuthRoleGetRequest.newBuilder().setRole("root").build()).getPermList())
        .containsExactly(everything.build());
  }
}
