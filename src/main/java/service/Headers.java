package service;

import com.google.protobuf.Message;
import etcdserverpb.CompactionResponse;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeResponse;
import etcdserverpb.ResponseHeader;
import etcdserverpb.TxnResponse;

/// Says in each response who answered. The store fills in only the revision; responses inside that
/// of a transaction are left as they are, which is what etcd's clients get.
public final class Headers {

  private final MemberContext member;

  public Headers(MemberContext member) {
    this.member = member;
  }

  /// The header of an answer from this member now.
  ///
  /// @param revision the store revision the answer speaks of; 0 where the store is not involved
  public ResponseHeader at(long revision) {
    return ResponseHeader.newBuilder()
        .setClusterId(member.clusterId())
        .setMemberId(member.memberId())
        .setRevision(revision)
        .setRaftTerm(member.status().get().term())
        .build();
  }

  RangeResponse range(RangeResponse response) {
    return response.toBuilder().setHeader(like(response.getHeader())).build();
  }

  PutResponse put(Message applied) {
    var response = (PutResponse) applied;
    return response.toBuilder().setHeader(like(response.getHeader())).build();
  }

  DeleteRangeResponse deleteRange(Message applied) {
    var response = (DeleteRangeResponse) applied;
    return response.toBuilder().setHeader(like(response.getHeader())).build();
  }

  TxnResponse txn(Message applied) {
    var response = (TxnResponse) applied;
    return response.toBuilder().setHeader(like(response.getHeader())).build();
  }

  CompactionResponse compact(Message applied) {
    var response = (CompactionResponse) applied;
    return response.toBuilder().setHeader(like(response.getHeader())).build();
  }

  /// A header for an answer about no particular revision: that of the store now.
  ResponseHeader now() {
    return at(member.views().get().revision());
  }

  ResponseHeader like(ResponseHeader stored) {
    return at(stored.getRevision());
  }
}
