package differential;

import com.google.protobuf.Message;
import etcd.EtcdError;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/// What a server said to one request.
sealed interface Answer {

  /// A response, with nothing in its outer header but the revision: who answered in which term is
  /// nobody's promise.
  record Response(Message message) implements Answer {
    @Override
    public String toString() {
      return Text.of(message);
    }
  }

  /// An error, by what clients see of it.
  record Refusal(Status.Code code, String text) implements Answer {
    @Override
    public String toString() {
      return code + " \"" + text + "\"";
    }
  }

  static Answer of(Message response) {
    return new Response(Headers.onlyRevision(response));
  }

  static Answer of(StatusRuntimeException failure) {
    String text = failure.getStatus().getDescription();
    return new Refusal(failure.getStatus().getCode(), text == null ? "" : text);
  }

  static Answer of(EtcdError error) {
    return new Refusal(Status.fromCodeValue(error.code().number()).getCode(), error.text());
  }
}
