package differential;

import etcdserverpb.AuthStatusRequest;
import etcdserverpb.AuthStatusResponse;

/// Asks whether auth is on, which etcd can be asked since 3.5, and anybody may since 3.7.
///
/// @param enabled what is to be answered
record AuthState(boolean enabled) implements Step {

  /// What there is to say of the answer.
  static Answer answer(boolean enabled) {
    return new Answer.Note("auth is " + (enabled ? "on" : "off") + ", at a revision of its own");
  }

  @Override
  public Answer on(Party party) {
    Answer answer = party.ask(AuthStatusRequest.getDefaultInstance(), "");
    return answer instanceof Answer.Response(AuthStatusResponse status)
            && status.getAuthRevision() > 0
        ? answer(status.getEnabled())
        : answer;
  }
}
