package grpc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import authpb.Permission;
import com.google.protobuf.ByteString;
import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthGrpc;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthRoleGrantPermissionRequest;
import etcdserverpb.AuthStatusRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import etcdserverpb.AuthenticateRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// A member whose clients say who they are: its users are called as their passwords.
final class Realm implements AutoCloseable {

  final ClientPort port = new ClientPort();

  /// A client without token.
  final AuthGrpc.AuthBlockingStub open = AuthGrpc.newBlockingStub(port.channel());

  @Override
  public void close() {
    port.close();
  }

  etcdserverpb.AuthStatusResponse status() {
    return open.authStatus(AuthStatusRequest.getDefaultInstance());
  }

  AuthGrpc.AuthBlockingStub enable() {
    addUser(open, "root");
    grant(open, "root", "root");
    open.authEnable(AuthEnableRequest.getDefaultInstance());
    return auth(token("root", "root"));
  }

  static void allow(
      AuthGrpc.AuthBlockingStub root, String user, Permission.Type type, String key, String end) {
    addUser(root, user);
    root.roleAdd(AuthRoleAddRequest.newBuilder().setName("of-" + user).build());
    root.roleGrantPermission(
        AuthRoleGrantPermissionRequest.newBuilder()
            .setName("of-" + user)
            .setPerm(
                Permission.newBuilder().setPermType(type).setKey(utf8(key)).setRangeEnd(utf8(end)))
            .build());
    grant(root, user, "of-" + user);
  }

  static AuthUserAddRequest user(String name) {
    return AuthUserAddRequest.newBuilder().setName(name).setPassword(name).build();
  }

  static void addUser(AuthGrpc.AuthBlockingStub auth, String name) {
    var unused = auth.userAdd(user(name));
  }

  static void grant(AuthGrpc.AuthBlockingStub auth, String user, String role) {
    var unused =
        auth.userGrantRole(
            AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build());
  }

  String token(String user, String password) {
    return open.authenticate(
            AuthenticateRequest.newBuilder().setName(user).setPassword(password).build())
        .getToken();
  }

  AuthGrpc.AuthBlockingStub auth(String token) {
    return open.withInterceptors(metadata("token", token));
  }

  KVGrpc.KVBlockingStub kv(String token) {
    var stub = KVGrpc.newBlockingStub(port.channel());
    return token == null ? stub : stub.withInterceptors(metadata("token", token));
  }

  static ClientInterceptor metadata(String key, String value) {
    var metadata = new Metadata();
    metadata.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value);
    return MetadataUtils.newAttachHeadersInterceptor(metadata);
  }

  static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(StatusRuntimeException.class).hasMessage(message);
  }

  static PutRequest put(String key) {
    return PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8("v")).build();
  }

  static RangeRequest get(String key) {
    return RangeRequest.newBuilder().setKey(utf8(key)).build();
  }

  static RangeRequest range(String key, String end) {
    return RangeRequest.newBuilder().setKey(utf8(key)).setRangeEnd(utf8(end)).build();
  }

  static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  LeaseGrpc.LeaseBlockingStub lease(String token) {
    var stub = LeaseGrpc.newBlockingStub(port.channel());
    return token == null ? stub : stub.withInterceptors(metadata("token", token));
  }

  /// The first answer to the creation of a watcher.
  WatchResponse watch(String token, String key, String end) throws Exception {
    var stub = WatchGrpc.newStub(port.channel());
    var first = new CompletableFuture<WatchResponse>();
    var requests =
        (token == null ? stub : stub.withInterceptors(metadata("token", token)))
            .watch(
                new StreamObserver<>() {
                  @Override
                  public void onNext(WatchResponse response) {
                    first.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    first.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder().setKey(utf8(key)).setRangeEnd(utf8(end)))
            .build());
    try {
      return first.get(10, TimeUnit.SECONDS);
    } finally {
      requests.onError(new InterruptedException("the test has seen enough"));
    }
  }
}
