package verify;

import com.google.protobuf.Message;
import etcdserverpb.CompactionResponse;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeResponse;
import etcdserverpb.ResponseHeader;
import etcdserverpb.TxnResponse;

/// Response headers, of which the judge looks at the revision only: member and term may differ from
/// answer to answer without a promise being broken.
final class Headers {

  private Headers() {}

  static ResponseHeader of(long revision) {
    return ResponseHeader.newBuilder().setRevision(revision).build();
  }

  static long revision(Message response) {
    return header(response).getRevision();
  }

  /// The response with nothing but the revision in its header. Headers inside a transaction's
  /// response carry no more than that anyway.
  static Message onlyRevision(Message response) {
    var header = of(revision(response));
    return switch (response) {
      case RangeResponse range -> range.toBuilder().setHeader(header).build();
      case PutResponse put -> put.toBuilder().setHeader(header).build();
      case DeleteRangeResponse delete -> delete.toBuilder().setHeader(header).build();
      case TxnResponse txn -> txn.toBuilder().setHeader(header).build();
      case CompactionResponse compaction -> compaction.toBuilder().setHeader(header).build();
      default -> throw unknown(response);
    };
  }

  private static ResponseHeader header(Message response) {
    return switch (response) {
      case RangeResponse range -> range.getHeader();
      case PutResponse put -> put.getHeader();
      case DeleteRangeResponse delete -> delete.getHeader();
      case TxnResponse txn -> txn.getHeader();
      case CompactionResponse compaction -> compaction.getHeader();
      default -> throw unknown(response);
    };
  }

  private static IllegalArgumentException unknown(Message response) {
    return new IllegalArgumentException(
        "no key-value response: " + response.getDescriptorForType().getFullName());
  }
}
