package probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthGrpc;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserChangePasswordRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import grpc.ClientPort;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls in the name of a user, while auth is off and on, and when their token is of no more use.
final class LoginTest {

  private static final PutRequest PUT =
      PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build();

  private final ClientPort port = new ClientPort();
  private final ManagedChannel direct =
      NettyChannelBuilder.forAddress("127.0.0.1", port.port())
          .usePlaintext()
          .directExecutor()
          .build();
  private final AtomicInteger logins = new AtomicInteger();
  private final Login root = new Login("root", "root");

  @AfterEach
  void close() {
    direct.shutdownNow();
    port.close();
  }

  private Channel as(Login login) {
    return ClientInterceptors.intercept(direct, new Counting(), login);
  }

  private KVGrpc.KVBlockingStub kv() {
    return KVGrpc.newBlockingStub(as(root)).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private void enable() {
    var auth = AuthGrpc.newBlockingStub(port.channel());
    auth.userAdd(AuthUserAddRequest.newBuilder().setName("root").setPassword("root").build());
    auth.roleAdd(AuthRoleAddRequest.newBuilder().setName("root").build());
    auth.userGrantRole(
        AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root").build());
    auth.authEnable(AuthEnableRequest.getDefaultInstance());
  }

  /// All tokens that were given are of no more use.
  private void changePassword() {
    AuthGrpc.newBlockingStub(as(new Login("root", "root")))
        .userChangePassword(
            AuthUserChangePasswordRequest.newBuilder().setName("root").setPassword("root").build());
  }

  @Test
  void oneLoginServesAllCalls() throws Exception {
    enable();
    var puts = new ArrayList<Future<?>>();
    for (int i = 0; i < 20; i++) {
      puts.add(KVGrpc.newFutureStub(as(root)).put(PUT));
    }
    for (var put : puts) {
      assertThat(put.get(30, TimeUnit.SECONDS)).isNotNull();
    }
    assertThat(logins).hasValue(1);
  }

  @Test
  void aTokenThatIsOfNoMoreUseIsRenewedWithoutTheCallersNotice() {
    enable();
    kv().put(PUT);
    changePassword();
    logins.set(0);
    var revision = kv().put(PUT).getHeader().getRevision();
    assertThat(kv().put(PUT).getHeader().getRevision()).isEqualTo(revision + 1);
    assertThat(logins).hasValue(1);
  }

  @Test
  void nobodyLogsInWhileAuthIsOffAndEverybodyOnceItIsOn() {
    kv().put(PUT);
    kv().put(PUT);
    assertThat(logins).hasValue(1);
    enable();
    kv().put(PUT);
    kv().put(PUT);
    assertThat(logins).hasValue(2);
  }

  @Test
  void aWrongPasswordFailsTheCallWithTheReason() {
    enable();
    var kv = KVGrpc.newBlockingStub(as(new Login("root", "guess")));
    assertThatThrownBy(() -> kv.withDeadlineAfter(30, TimeUnit.SECONDS).put(PUT))
        .hasMessageContaining("authentication failed, invalid user ID or password");
  }

  @Test
  void aStreamIsInTheNameOfTheUserToo() throws Exception {
    enable();
    assertThat(watch().get(30, TimeUnit.SECONDS).getCanceled()).isFalse();
  }

  private CompletableFuture<WatchResponse> watch() {
    var first = new CompletableFuture<WatchResponse>();
    WatchGrpc.newStub(as(root))
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
            })
        .onNext(
            WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(PUT.getKey()))
                .build());
    return first;
  }

  /// The thread of a connection brings the token as well: who waited for it there would never end.
  @Test
  void theThreadOfAConnectionDoesNotWaitForAToken() throws Exception {
    enable();
    var onItsThread =
        Futures.transformAsync(
            KVGrpc.newFutureStub(as(root)).put(PUT),
            _ -> KVGrpc.newFutureStub(as(new Login("root", "root"))).put(PUT),
            MoreExecutors.directExecutor());
    assertThat(onItsThread.get(30, TimeUnit.SECONDS).hasHeader()).isTrue();
  }

  private final class Counting implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      if (method.equals(AuthGrpc.getAuthenticateMethod())) {
        logins.incrementAndGet();
      }
      return next.newCall(method, options);
    }
  }
}
