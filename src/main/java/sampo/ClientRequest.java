package sampo;

import actors.Door;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.MemberListRequest;
import etcdserverpb.MemberListResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseHeader;
import etcdserverpb.StatusRequest;
import etcdserverpb.StatusResponse;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.List;
import java.util.function.Function;

/// One request of a client, encoded.
///
/// @param <R> the response
/// @param header finds who answered, and in which term
/// @param nature whether it may be sent twice
record ClientRequest<R>(
    Door.Kind kind,
    ByteString bytes,
    Parser<R> parser,
    Function<R, ResponseHeader> header,
    Nature nature) {

  /// Whether a request may be sent again when nobody knows what became of it.
  enum Nature {
    READ,
    WRITE
  }

  static ClientRequest<RangeResponse> of(RangeRequest request) {
    return new ClientRequest<>(
        Door.Kind.RANGE,
        request.toByteString(),
        RangeResponse.parser(),
        RangeResponse::getHeader,
        Nature.READ);
  }

  static ClientRequest<PutResponse> of(PutRequest request) {
    return new ClientRequest<>(
        Door.Kind.PUT,
        request.toByteString(),
        PutResponse.parser(),
        PutResponse::getHeader,
        Nature.WRITE);
  }

  static ClientRequest<DeleteRangeResponse> of(DeleteRangeRequest request) {
    return new ClientRequest<>(
        Door.Kind.DELETE_RANGE,
        request.toByteString(),
        DeleteRangeResponse.parser(),
        DeleteRangeResponse::getHeader,
        Nature.WRITE);
  }

  static ClientRequest<TxnResponse> of(TxnRequest request) {
    boolean reads = areReads(request.getSuccessList()) && areReads(request.getFailureList());
    return new ClientRequest<>(
        Door.Kind.TXN,
        request.toByteString(),
        TxnResponse.parser(),
        TxnResponse::getHeader,
        reads ? Nature.READ : Nature.WRITE);
  }

  static ClientRequest<CompactionResponse> of(CompactionRequest request) {
    return new ClientRequest<>(
        Door.Kind.COMPACTION,
        request.toByteString(),
        CompactionResponse.parser(),
        CompactionResponse::getHeader,
        Nature.WRITE);
  }

  static ClientRequest<StatusResponse> of(StatusRequest request) {
    return new ClientRequest<>(
        Door.Kind.STATUS,
        request.toByteString(),
        StatusResponse.parser(),
        StatusResponse::getHeader,
        Nature.READ);
  }

  static ClientRequest<MemberListResponse> of(MemberListRequest request) {
    return new ClientRequest<>(
        Door.Kind.MEMBER_LIST,
        request.toByteString(),
        MemberListResponse.parser(),
        MemberListResponse::getHeader,
        Nature.READ);
  }

  private static boolean areReads(List<RequestOp> ops) {
    return ops.stream().allMatch(RequestOp::hasRequestRange);
  }

  /// @throws InvalidProtocolBufferException if these bytes are no response of this kind
  R parse(ByteString response) throws InvalidProtocolBufferException {
    return parser.parseFrom(response);
  }
}
