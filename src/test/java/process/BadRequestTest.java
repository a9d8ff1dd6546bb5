package process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.KVGrpc.KVBlockingStub;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Requests that cannot be served get etcd's error for it, and cost nobody else anything.
@Tag("process")
final class BadRequestTest {

  private static final int MIB = 1 << 20;

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  /// Not the leader, so that what is forwarded is under test as well.
  private final Member member = cluster.awaitFollower();

  private KVBlockingStub kv() {
    return member.kv(Member.PATIENCE);
  }

  @AfterEach
  void theMemberGoesOn() {
    assertThat(member.isRunning()).isTrue();
    Refusals.put(member.channel(), "bad/after");
  }

  private static void assertRefused(Status.Code code, String text, ThrowingCallable call) {
    StatusRuntimeException refused = Refusals.of(call);
    assertThat(refused).as(text).isNotNull();
    assertThat(refused.getStatus().getDescription()).isEqualTo(text);
    assertThat(refused.getStatus().getCode()).isEqualTo(code);
  }

  private static PutRequest putOf(int bytes) {
    return PutRequest.newBuilder()
        .setKey(Bytes.of("bad/large"))
        .setValue(ByteString.copyFrom(new byte[bytes]))
        .build();
  }

  @Test
  void anEmptyKeyIsNone() {
    String text = "etcdserver: key is not provided";
    Status.Code code = Status.Code.INVALID_ARGUMENT;
    assertRefused(code, text, () -> kv().range(RangeRequest.getDefaultInstance()));
    assertRefused(code, text, () -> kv().put(PutRequest.getDefaultInstance()));
    assertRefused(code, text, () -> kv().deleteRange(DeleteRangeRequest.getDefaultInstance()));
    TxnRequest guard = TxnRequest.newBuilder().addCompare(Compare.getDefaultInstance()).build();
    assertRefused(code, text, () -> kv().txn(guard));
  }

  @Test
  void aValueJustBelowTheLimitIsStored() {
    PutRequest put = putOf(3 * MIB / 2 - 1024);
    kv().put(put);
    RangeRequest range = RangeRequest.newBuilder().setKey(put.getKey()).build();
    for (Member each : cluster.members()) {
      RangeResponse response = each.kv(Member.PATIENCE).range(range);
      assertThat(response.getKvs(0).getValue()).isEqualTo(put.getValue());
    }
    kv().deleteRange(DeleteRangeRequest.newBuilder().setKey(put.getKey()).build());
  }

  @Test
  void aValueAboveTheLimitIsTooLarge() {
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "etcdserver: request is too large",
        () -> kv().put(putOf(3 * MIB / 2 + 1)));
  }

  @Test
  void aMessageAboveTheLimitIsNotEvenTaken() {
    PutRequest put = putOf(2 * MIB);
    assertRefused(
        Status.Code.RESOURCE_EXHAUSTED,
        "grpc: received message larger than max (%d vs. 2097152)"
            .formatted(put.getSerializedSize()),
        () -> kv().put(put));
  }

  /// Beyond what is worth reading; the connection may break, the member must not.
  @Test
  void anEnormousMessageIsRefused() {
    StatusRuntimeException refused = Refusals.of(() -> kv().put(putOf(64 * MIB)));
    assertThat(refused.getStatus().getCode())
        .isIn(
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.CANCELLED,
            Status.Code.INTERNAL,
            Status.Code.UNAVAILABLE);
  }

  @Test
  void atMost128OperationsFitIntoATransaction() {
    assertThat(kv().txn(ranges(128)).getResponsesCount()).isEqualTo(128);
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "etcdserver: too many operations in txn request",
        () -> kv().txn(ranges(129)));
  }

  private static TxnRequest ranges(int count) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = 0; i < count; i++) {
      RangeRequest.Builder range = RangeRequest.newBuilder().setKey(Bytes.of("bad/" + i));
      txn.addSuccess(RequestOp.newBuilder().setRequestRange(range));
    }
    return txn.build();
  }

  /// As deep as a client can send it: an answer or an error, but no broken member.
  @Test
  void deeplyNestedTransactionsAreAnswered() {
    TxnRequest txn = ranges(1);
    for (int depth = 1; depth < 40; depth++) {
      txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestTxn(txn)).build();
    }
    TxnRequest nested = txn;
    assertThat(kv().txn(nested).getSucceeded()).isTrue();
    byte[] bottomless = nested.toByteArray();
    for (int depth = 40; depth < 5_000; depth++) {
      bottomless = wrapped(wrapped(bottomless, 4), 2);
    }
    byte[] request = bottomless;
    assertThat(Refusals.of(() -> Refusals.call(member.channel(), "etcdserverpb.KV/Txn", request)))
        .isNotNull();
  }

  /// Bytes as a length-delimited field, the way protobuf writes it.
  private static byte[] wrapped(byte[] bytes, int field) {
    return UnknownFieldSet.newBuilder()
        .addField(
            field,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(bytes))
                .build())
        .build()
        .toByteArray();
  }

  @Test
  void unknownMethodsAreUnimplemented() {
    assertUnimplemented(
        "etcdserverpb.KV/Nonsense", "unknown method Nonsense for service etcdserverpb.KV");
    assertUnimplemented("nobody.Knows/This", "unknown service nobody.Knows");
  }

  private void assertUnimplemented(String method, String text) {
    assertRefused(
        Status.Code.UNIMPLEMENTED,
        text,
        () -> Refusals.call(member.channel(), method, new byte[0]));
  }

  @Test
  void bytesThatAreNoMessageAreAnError() {
    byte[] noMessage = "\377\377\377no message".getBytes(StandardCharsets.ISO_8859_1);
    StatusRuntimeException refused =
        Refusals.of(() -> Refusals.call(member.channel(), "etcdserverpb.KV/Put", noMessage));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(refused.getStatus().getDescription()).contains("unmarshal");
  }

  @Test
  void fieldsOfLaterReleasesAreIgnored() {
    RangeRequest range = RangeRequest.newBuilder().setKey(Bytes.of("bad/none")).build();
    byte[] later =
        ByteString.copyFrom(range.toByteArray())
            .concat(ByteString.copyFrom(wrapped(new byte[] {1, 2, 3}, 9_999)))
            .toByteArray();
    assertThat(Refusals.call(member.channel(), "etcdserverpb.KV/Range", later)).isNotEmpty();
  }

  /// `hasleader` is only a question, and there is one.
  @Test
  void whoRequiresALeaderIsServed() {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
    headers.put(Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER), "3.6");
    headers.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), "of no use");
    RangeRequest range = RangeRequest.newBuilder().setKey(Bytes.of("bad/none")).build();
    KVBlockingStub strict =
        kv().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    assertThat(strict.range(range).getCount()).isZero();
  }
}
