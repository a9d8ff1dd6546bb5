package bench;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// One client: one request outstanding, the next when its answer is there.
///
/// It is the listener of its own calls, one after the other, on the event loop of its connection.
final class Client extends ClientCall.Listener<byte[]> {

  /// A refused connection answers at once; without a pause its clients would eat the machine.
  private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Run run;
  private final Workload workload;
  private final Channel channel;
  private final ScheduledExecutorService later;
  private final Tally tally;
  private Run.Turn turn = Run.Turn.OVER;
  private long dueNanos;

  Client(Run run, Workload workload, Channel channel, ScheduledExecutorService later, Tally tally) {
    this.run = run;
    this.workload = workload;
    this.channel = channel;
    this.later = later;
    this.tally = tally;
  }

  /// Sends the next request, or ends this client.
  void next() {
    turn = run.take();
    if (turn == Run.Turn.OVER) {
      run.clientIsIdle();
      return;
    }
    dueNanos = run.dueNanos();
    long early = dueNanos - System.nanoTime();
    if (early > 0) {
      var _ = later.schedule(this::send, early, TimeUnit.NANOSECONDS);
    } else {
      send();
    }
  }

  private void send() {
    ClientCall<byte[], byte[]> call = channel.newCall(workload.method(), CallOptions.DEFAULT);
    call.start(this, new Metadata());
    call.request(2);
    call.sendMessage(workload.requests().get());
    call.halfClose();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (turn == Run.Turn.COUNTED) {
      tally.add(System.nanoTime() - dueNanos, status);
    }
    if (status.isOk()) {
      next();
    } else {
      var _ = later.schedule(this::next, PAUSE_AFTER_FAILURE_NANOS, TimeUnit.NANOSECONDS);
    }
  }
}
