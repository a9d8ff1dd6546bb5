package verify;

import com.google.protobuf.Message;
import etcd.EtcdError;

/// What a client knows of its operation in the end.
public sealed interface Outcome permits Outcome.Answered, Outcome.Refused, Outcome.Unknown {

  /// It took effect once, and this was the answer.
  ///
  /// @param response an etcdserverpb response; of its header only the revision counts
  record Answered(Message response) implements Outcome {
    public Answered {
      response = Headers.onlyRevision(response);
    }

    @Override
    public boolean isKnown() {
      return true;
    }
  }

  /// The store refused it for a reason that depends on its state: nothing has changed.
  record Refused(EtcdError error) implements Outcome {
    @Override
    public boolean isKnown() {
      return true;
    }
  }

  /// Nobody knows: it may have taken effect, may do so at any later time, or never will.
  record Unknown() implements Outcome {
    @Override
    public boolean isKnown() {
      return false;
    }
  }

  /// The one unknown outcome.
  Outcome UNKNOWN = new Unknown();

  /// Whether the client heard what became of it.
  boolean isKnown();
}
