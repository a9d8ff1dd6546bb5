package differential;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.Message;
import etcd.EtcdError;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;

/// What a server said to one step.
sealed interface Answer {

  /// A response, without what differs from cluster to cluster: of the header there is left whether
  /// it says who answered in which term.
  record Response(Message message) implements Answer {
    @Override
    public String toString() {
      return Text.of(message);
    }
  }

  /// An error, by what clients see of it; the end of a stream may be one with code OK.
  record Refusal(Status.Code code, String text) implements Answer {
    @Override
    public String toString() {
      return code + " \"" + text + "\"";
    }
  }

  /// What came on a stream, or on several.
  record Many(List<Answer> parts) implements Answer {
    @Override
    public String toString() {
      return parts.stream().map(Answer::toString).collect(joining("%n    ".formatted()));
    }

    /// From a little before the first part that is not the same.
    @Override
    public Answer besides(Answer other) {
      if (!(other instanceof Many(var others))) {
        return this;
      }
      int same = 0;
      while (same < Math.min(parts.size(), others.size())
          && parts.get(same).equals(others.get(same))) {
        same++;
      }
      int from = Math.max(0, same - SHOWN_PARTS);
      return new Many(parts.subList(from, Math.min(parts.size(), same + SHOWN_PARTS)));
    }

    private static final int SHOWN_PARTS = 6;
  }

  /// Something said of what came, where the message itself would say too much.
  record Note(String text) implements Answer {
    @Override
    public String toString() {
      return text;
    }
  }

  /// Nothing came, though something was waited for.
  enum Silence implements Answer {
    SILENCE
  }

  /// The step has no answer.
  enum Done implements Answer {
    DONE
  }

  /// What there is to show of it beside another one.
  default Answer besides(Answer other) {
    return this;
  }

  static Answer of(Message response) {
    return new Response(Latitude.settled(Headers.withoutNames(response)));
  }

  static Answer of(StatusRuntimeException failure) {
    return of(failure.getStatus());
  }

  static Answer of(Status status) {
    String text = status.getDescription();
    return new Refusal(status.getCode(), text == null ? "" : text);
  }

  static Answer of(EtcdError error) {
    return new Refusal(Status.fromCodeValue(error.code().number()).getCode(), error.text());
  }
}
