package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import etcdserverpb.ClusterGrpc;
import etcdserverpb.CompactionRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.KVGrpc.KVBlockingStub;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.MemberListRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.StatusRequest;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import service.LoneMember;

final class GrpcServerTest {

  private final ClientPort port = new ClientPort();
  private final LoneMember member = port.member();
  private final KVBlockingStub kv = KVGrpc.newBlockingStub(port.channel());

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void keysGoInAndOut() {
    assertThat(kv.put(put("a", "1")).getHeader().getRevision()).isEqualTo(2);
    var range = kv.range(get("a"));
    assertThat(range.getKvs(0).getValue()).isEqualTo(utf8("1"));
    assertThat(range.getHeader().getMemberId()).isEqualTo(LoneMember.SELF.value());
    assertThat(kv.range(get("a").toBuilder().setSerializable(true).build()).getCount())
        .isEqualTo(1);
  }

  @Test
  void aLargeAnswerIsReadAwayFromTheConnectionAndArrivesWhole() {
    for (int i = 0; i < 300; i++) {
      kv.put(put("k" + i, "v".repeat(10_000)));
    }
    var all = RangeRequest.newBuilder().setKey(utf8("k")).setRangeEnd(utf8("l"));
    assertThat(kv.range(all.build()).getKvsCount()).isEqualTo(300);
    assertThat(kv.range(all.setSerializable(true).build()).getKvsCount()).isEqualTo(300);
  }

  @Test
  void refusalsCarryEtcdsCodeAndText() {
    assertFails(
        () -> kv.put(put("", "1")),
        Status.Code.INVALID_ARGUMENT,
        "etcdserver: key is not provided");
    assertFails(
        () -> kv.compact(CompactionRequest.newBuilder().setRevision(9).build()),
        Status.Code.OUT_OF_RANGE,
        "etcdserver: mvcc: required revision is a future revision");
    assertFails(
        () -> kv.put(put("a", "1").toBuilder().setLease(1).build()),
        Status.Code.NOT_FOUND,
        "etcdserver: requested lease not found");
    member.fallBehind(10_000);
    assertFails(() -> kv.put(put("a", "1")), Status.Code.UNKNOWN, "etcdserver: too many requests");
  }

  @Test
  void largeRequestsAreRefusedByTheServerAndLargerOnesByGrpc() {
    assertFails(
        () -> kv.put(put("a", "x".repeat(1572864))),
        Status.Code.INVALID_ARGUMENT,
        "etcdserver: request is too large");
    assertFails(
        () -> kv.put(put("a", "x".repeat(2 << 20))),
        Status.Code.RESOURCE_EXHAUSTED,
        "grpc: received message larger than max (2097160 vs. 2097152)");
    assertThat(kv.put(put("a", "x".repeat(1 << 20))).getHeader().getRevision()).isEqualTo(2);
  }

  @Test
  void anEndlessRequestEndsUnread() {
    assertThatThrownBy(() -> kv.put(put("a", "x".repeat(9 << 20))))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(kv.put(put("a", "1")).getHeader().getRevision()).isEqualTo(2);
  }

  @Test
  void unknownMethodsAndServicesAreNamed() {
    var nonsense =
        KVGrpc.getRangeMethod().toBuilder().setFullMethodName("etcdserverpb.KV/Nonsense").build();
    assertFails(
        () ->
            ClientCalls.blockingUnaryCall(port.channel(), nonsense, CallOptions.DEFAULT, get("a")),
        Status.Code.UNIMPLEMENTED,
        "unknown method Nonsense for service etcdserverpb.KV");
    var elsewhere =
        KVGrpc.getRangeMethod().toBuilder().setFullMethodName("etcdserverpb.Nothing/Range").build();
    assertFails(
        () ->
            ClientCalls.blockingUnaryCall(port.channel(), elsewhere, CallOptions.DEFAULT, get("a")),
        Status.Code.UNIMPLEMENTED,
        "unknown service etcdserverpb.Nothing");
  }

  @Test
  void bytesThatAreNoMessageAreAnErrorOfTheCaller() {
    var raw = PutRequest.newBuilder().setKey(utf8("k")).build();
    MethodDescriptor<PutRequest, StatusRequest> method =
        MethodDescriptor.<PutRequest, StatusRequest>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(KVGrpc.getPutMethod().getFullMethodName())
            .setRequestMarshaller(new Garbage())
            .setResponseMarshaller(MaintenanceGrpc.getStatusMethod().getRequestMarshaller())
            .build();
    assertThatThrownBy(
            () -> ClientCalls.blockingUnaryCall(port.channel(), method, CallOptions.DEFAULT, raw))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("INTERNAL: grpc: error unmarshalling request: ");
  }

  @Test
  void aClientThatWantsALeaderIsTurnedAwayWithoutOne() {
    var leading = withHeader(kv, "hasleader", "true");
    leading.put(put("a", "1"));
    member.loseLeader();
    assertFails(
        () -> leading.range(get("a").toBuilder().setSerializable(true).build()),
        Status.Code.UNAVAILABLE,
        "etcdserver: no leader");
    assertThat(kv.range(get("a").toBuilder().setSerializable(true).build()).getCount())
        .isEqualTo(1);
    assertThat(
            withHeader(kv, "hasleader", "false")
                .range(get("a").toBuilder().setSerializable(true).build())
                .getCount())
        .isEqualTo(1);
  }

  @Test
  void aLearnerServesStatusAndSerializableReadsOnly() {
    kv.put(put("a", "1"));
    member.becomeLearner();
    assertThat(kv.range(get("a").toBuilder().setSerializable(true).build()).getCount())
        .isEqualTo(1);
    var maintenance = MaintenanceGrpc.newBlockingStub(port.channel());
    assertThat(maintenance.status(StatusRequest.getDefaultInstance()).getIsLearner()).isTrue();
    assertFails(
        () -> kv.range(get("a")),
        Status.Code.FAILED_PRECONDITION,
        "etcdserver: rpc not supported for learner");
    assertFails(
        () -> kv.put(put("a", "2")),
        Status.Code.FAILED_PRECONDITION,
        "etcdserver: rpc not supported for learner");
  }

  @Test
  void aCallGivenUpBeforeItsTurnIsNotProposed() {
    kv.put(put("a", "1"));
    member.fallSilent();
    var call = KVGrpc.newFutureStub(port.channel()).put(put("a", "2"));
    await().until(() -> member.heldProposals() == 1);
    call.cancel(true);
    await().until(() -> port.scrape().contains(puts("Canceled", 1)));
    member.goOn();
    assertThat(kv.range(get("a")).getKvs(0).getVersion()).isEqualTo(1);
    assertThat(port.scrape()).contains(puts("Canceled", 1)).contains(puts("OK", 1));
  }

  /// The client sends its deadline but does not act on it, so that the server must.
  @Test
  void aDeadlineOfTheClientEndsTheCall() {
    member.fallSilent();
    var hasty = withHeader(kv, "grpc-timeout", "50m");
    assertThatThrownBy(() -> hasty.put(put("a", "1"))).isInstanceOf(StatusRuntimeException.class);
    await().until(() -> port.scrape().contains(puts("DeadlineExceeded", 1)));
  }

  @Test
  void healthIsServedUnderTheEmptyName() {
    var health = HealthGrpc.newBlockingStub(port.channel());
    assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void membersAreListed() {
    var list =
        ClusterGrpc.newBlockingStub(port.channel())
            .memberList(MemberListRequest.newBuilder().setLinearizable(true).build());
    assertThat(list.getMembersCount()).isEqualTo(3);
  }

  @Test
  void callsAreCounted() {
    String labels = "{grpc_method=\"Put\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"}";
    assertThat(port.scrape()).contains("grpc_server_started_total" + labels + " 0.0");
    kv.put(put("a", "1"));
    assertThatThrownBy(() -> kv.put(put("", "1"))).isInstanceOf(StatusRuntimeException.class);
    var metrics = port.scrape();
    assertThat(metrics)
        .contains("grpc_server_started_total" + labels + " 2.0")
        .contains("grpc_server_msg_received_total" + labels + " 2.0")
        .contains("grpc_server_msg_sent_total" + labels + " 1.0")
        .contains("etcd_network_client_grpc_received_bytes_total 9.0")
        .contains(
            "etcd_server_client_requests_total{client_api_version=\"unknown\",type=\"unary\"} 2.0");
  }

  private static String puts(String code, int count) {
    return "grpc_server_handled_total{grpc_code=\"%s\",grpc_method=\"Put\",".formatted(code)
        + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} %d.0".formatted(count);
  }

  private static <S extends AbstractStub<S>> S withHeader(S stub, String name, String value) {
    var headers = new Metadata();
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static void assertFails(ThrowingCallable call, Status.Code code, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure -> {
              assertThat(failure.getStatus().getDescription()).isEqualTo(text);
              assertThat(failure.getStatus().getCode()).isEqualTo(code);
            });
  }

  private static PutRequest put(String key, String value) {
    return PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8(value)).build();
  }

  private static RangeRequest get(String key) {
    return RangeRequest.newBuilder().setKey(utf8(key)).build();
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
