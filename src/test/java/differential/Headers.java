package differential;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import etcdserverpb.ResponseHeader;

/// The header that nearly every response has as its field `header`.
final class Headers {

  private Headers() {}

  /// The revision of the store that a response tells of; 0 without a header.
  static long revision(Message response) {
    FieldDescriptor field = response.getDescriptorForType().findFieldByName("header");
    return field == null ? 0 : ((ResponseHeader) response.getField(field)).getRevision();
  }

  /// The response with 1 in place of each number that differs from cluster to cluster. Headers
  /// inside a transaction stay as they are: they are to hold nothing else.
  static Message withoutNames(Message response) {
    FieldDescriptor field = response.getDescriptorForType().findFieldByName("header");
    if (field == null || !response.hasField(field)) {
      return response;
    }
    ResponseHeader header = (ResponseHeader) response.getField(field);
    ResponseHeader bare =
        header.toBuilder()
            .setClusterId(header.getClusterId() == 0 ? 0 : 1)
            .setMemberId(header.getMemberId() == 0 ? 0 : 1)
            .setRaftTerm(header.getRaftTerm() == 0 ? 0 : 1)
            .build();
    return response.toBuilder().setField(field, bare).build();
  }
}
