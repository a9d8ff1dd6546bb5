package differential;

import com.google.protobuf.Message;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import java.util.List;

/// A request on a stream of keep-alives, which is opened by the first of them, and the response.
///
/// @param stream which of the party's streams
/// @param then what becomes of the stream
record KeepAlive(int stream, long lease, String user, Then then) implements Step {

  enum Then {
    STAYS_OPEN,
    /// The client ends its side; the server is to end its own.
    ENDS
  }

  /// Keeps the generic types of a stream together with its class.
  private record Stream(Talk<LeaseKeepAliveRequest, LeaseKeepAliveResponse> talk)
      implements Party.Open {
    @Override
    public void cancel() {
      talk.cancel();
    }
  }

  @Override
  public Answer on(Party party) {
    Talk<LeaseKeepAliveRequest, LeaseKeepAliveResponse> talk =
        party
            .open(
                name(),
                Stream.class,
                () -> new Stream(party.talk(LeaseGrpc.getLeaseKeepAliveMethod(), user)))
            .talk();
    Message request = LeaseKeepAliveRequest.newBuilder().setID(lease).build();
    talk.say((LeaseKeepAliveRequest) party.aliases().outward(request));
    if (then == Then.ENDS) {
      talk.end();
    }
    Answer answer = hear(party, talk);
    return then == Then.ENDS && answer instanceof Answer.Response
        ? new Answer.Many(List.of(answer, hear(party, talk)))
        : answer;
  }

  private Answer hear(Party party, Talk<?, ?> talk) {
    return switch (talk.hear(Party.PATIENCE_MILLIS)) {
      case null -> Answer.Silence.SILENCE;
      case Talk.Word<?>(var message) -> Answer.of(party.aliases().inward((Message) message));
      case Talk.End<?>(var status) -> {
        party.forget(name());
        yield Answer.of(status);
      }
    };
  }

  private String name() {
    return "keepalive " + stream + user;
  }

  @Override
  public String toString() {
    return "keep-alive of %d on stream %d, which %s, as \"%s\""
        .formatted(lease, stream, then, user);
  }
}
