package differential;

import com.google.protobuf.ByteString;
import v3electionpb.ElectionGrpc;
import v3electionpb.LeaderRequest;
import v3electionpb.LeaderResponse;

/// The first leader that an observer of an election hears of.
record Observe(ByteString name) implements Step {

  @Override
  public Answer on(Party party) {
    Talk<LeaderRequest, LeaderResponse> talk = party.talk(ElectionGrpc.getObserveMethod(), "");
    talk.say(LeaderRequest.newBuilder().setName(name).build());
    talk.end();
    Answer answer =
        switch (talk.hear(Party.PATIENCE_MILLIS)) {
          case null -> Answer.Silence.SILENCE;
          case Talk.Word<LeaderResponse>(var leader) -> Answer.of(leader);
          case Talk.End<LeaderResponse>(var status) -> Answer.of(status);
        };
    talk.cancel();
    return answer;
  }

  @Override
  public String toString() {
    return "observe " + name.toStringUtf8();
  }
}
