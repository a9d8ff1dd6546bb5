package probe;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import verify.Operation;

/// All calls that are over, on one monotonic clock.
public final class Recorder {

  private final long started = System.nanoTime();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private volatile long lastWrite = Long.MIN_VALUE;

  /// Nanoseconds since the recording began.
  public long now() {
    return System.nanoTime() - started;
  }

  void add(Call call) {
    calls.add(call);
    if (call.succeeded() && call.kind().writes()) {
      lastWrite = call.operation().end();
    }
  }

  /// About when the last acknowledged write was heard of, on the clock of [#now].
  public long lastWrite() {
    return lastWrite;
  }

  /// In about the order they ended.
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /// What the judge is to see: all but calls that cannot have reached a member.
  List<Operation> operations() {
    return calls.stream().filter(Call::mayHaveHappened).map(Call::operation).toList();
  }
}
