package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// Calls that may wait for others: begun, answered later, or given up.
sealed interface Waiting extends Step {

  private static String name(int call) {
    return "call " + call;
  }

  /// Sends a request and does not wait for the answer.
  record Begin(int call, Message message) implements Waiting {
    @Override
    public Answer on(Party party) {
      var _ = party.open(name(call), Party.Begun.class, () -> party.begin(message, ""));
      return Answer.Done.DONE;
    }

    @Override
    public String toString() {
      return "begin %d: %s".formatted(call, Text.of(message));
    }
  }

  /// Waits for the answer.
  record Await(int call) implements Waiting {
    @Override
    public Answer on(Party party) {
      Party.Begun begun = party.opened(name(call), Party.Begun.class);
      party.forget(name(call));
      return begun.answer();
    }
  }

  /// Whether the answer is there already.
  record IsAnswered(int call) implements Waiting {
    @Override
    public Answer on(Party party) {
      Party.Begun begun = party.opened(name(call), Party.Begun.class);
      return new Answer.Note(begun.isDone() ? "answered" : "waits");
    }
  }

  /// Goes away without waiting any more.
  record GiveUp(int call) implements Waiting {
    @Override
    public Answer on(Party party) {
      party.opened(name(call), Party.Begun.class).cancel();
      party.forget(name(call));
      return Answer.Done.DONE;
    }
  }

  /// Waits until so many keys are in a queue: whoever waits has a key there.
  record Queued(ByteString prefix, int count) implements Waiting {

    private static final Duration POLL = Duration.ofMillis(2);

    @Override
    public Answer on(Party party) {
      RangeRequest request =
          RangeRequest.newBuilder().setKey(prefix).setRangeEnd(Keys.prefixEnd(prefix)).build();
      Answer answer = party.ask(request, "");
      return holds(answer) ? answer : awaited(party, request);
    }

    private Answer awaited(Party party, Message request) {
      try {
        return Awaitility.await()
            .atMost(Duration.ofMillis(Party.PATIENCE_MILLIS))
            .pollDelay(POLL)
            .pollInterval(POLL)
            .until(() -> party.ask(request, ""), this::holds);
      } catch (ConditionTimeoutException never) {
        return party.ask(request, "");
      }
    }

    private boolean holds(Answer answer) {
      return !(answer instanceof Answer.Response(RangeResponse response))
          || response.getCount() == count;
    }
  }

  /// A lease that outlives the script.
  static Step lease(long id) {
    return Ask.of(LeaseGrantRequest.newBuilder().setID(id).setTTL(1_000_000).build());
  }
}
