package differential;

import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.DowngradeRequest;
import etcdserverpb.DowngradeResponse;

/// A downgrade, which etcd knows since 3.5; to no version that it may go to.
///
/// @param action as on the wire: validate, enable or cancel
record Downgrading(int action, String version) implements Step {

  private static final int CANCEL = 2;

  @Override
  public Answer on(Party party) {
    Message request =
        DowngradeRequest.newBuilder().setActionValue(action).setVersion(version).build();
    Answer answer = party.ask(request, "");
    return answer instanceof Answer.Response(DowngradeResponse response)
            && response.getVersion().matches("3\\.\\d+(\\.\\d+)?")
        ? new Answer.Note("cancelled, or allowed")
        : answer;
  }

  /// What is to be answered.
  Answer answer() {
    if (action == CANCEL) {
      return new Answer.Note("cancelled, or allowed");
    }
    return Answer.of(
        version.matches("\\d+\\.\\d+")
            ? EtcdError.INVALID_DOWNGRADE_TARGET_VERSION
            : EtcdError.WRONG_DOWNGRADE_VERSION_FORMAT);
  }
}
