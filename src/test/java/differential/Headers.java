package differential;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import etcdserverpb.ResponseHeader;

/// The header that every response of the KV service has as its field `header`.
final class Headers {

  private Headers() {}

  static ResponseHeader of(Message response) {
    return (ResponseHeader) response.getField(field(response));
  }

  /// The response without what differs from cluster to cluster. Headers inside a transaction stay
  /// as they are: they are to hold nothing else.
  static Message onlyRevision(Message response) {
    ResponseHeader bare =
        of(response).toBuilder().clearClusterId().clearMemberId().clearRaftTerm().build();
    return response.toBuilder().setField(field(response), bare).build();
  }

  private static FieldDescriptor field(Message response) {
    return response.getDescriptorForType().findFieldByName("header");
  }
}
