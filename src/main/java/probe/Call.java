package probe;

import io.grpc.Status;
import verify.Operation;
import verify.Outcome;

/// One call of a client, answered or not.
///
/// @param status what gRPC said; for the record, since the operation says what is known
/// @param nanos from when it was sent to when it was over
public record Call(Kind kind, String endpoint, Operation operation, Status status, long nanos) {

  /// Who asks in the end, when there are no clients any longer.
  static final int OBSERVER = -1;

  /// Whether it was made when there were no clients any longer.
  public boolean isOfObserver() {
    return operation.client() == OBSERVER;
  }

  /// Whether it was answered with success.
  public boolean succeeded() {
    return operation.outcome() instanceof Outcome.Answered;
  }

  /// Whether it may have changed or seen anything.
  boolean mayHaveHappened() {
    return !Endpoints.neverReached(status);
  }
}
