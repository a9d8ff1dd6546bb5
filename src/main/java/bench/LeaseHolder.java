package bench;

import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrantResponse;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// One client with a lease: one renewal outstanding, the next when its answer is there. When its
/// stream ends, it begins anew.
///
/// Everything happens on the event loop of its connection.
final class LeaseHolder {

  private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final Status LOST = Status.NOT_FOUND.withDescription("the lease has ended");

  private final Run run;
  private final KeepAlives work;
  private final Channel channel;
  private final ScheduledExecutorService later;
  private final Tally tally;
  private Run.Turn turn = Run.Turn.UNCOUNTED;
  private long dueNanos;

  LeaseHolder(
      Run run, KeepAlives work, Channel channel, ScheduledExecutorService later, Tally tally) {
    this.run = run;
    this.work = work;
    this.channel = channel;
    this.later = later;
    this.tally = tally;
  }

  /// Grants the lease, then renews it until the run is over.
  void begin() {
    ClientCall<LeaseGrantRequest, LeaseGrantResponse> call =
        channel.newCall(LeaseGrpc.getLeaseGrantMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          private long lease;

          @Override
          public void onMessage(LeaseGrantResponse granted) {
            lease = granted.getID();
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) {
              new Renewals(lease).next();
            } else {
              failed(status);
            }
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(LeaseGrantRequest.newBuilder().setTTL(work.ttlSeconds()).build());
    call.halfClose();
  }

  private void failed(Status status) {
    turn = turn == Run.Turn.UNCOUNTED ? run.take() : turn;
    if (turn == Run.Turn.OVER) {
      run.clientIsIdle();
      return;
    }
    answered(status);
    turn = Run.Turn.UNCOUNTED;
    var _ = later.schedule(this::begin, PAUSE_AFTER_FAILURE_NANOS, TimeUnit.NANOSECONDS);
  }

  private void answered(Status status) {
    if (turn == Run.Turn.COUNTED) {
      tally.add(System.nanoTime() - dueNanos, status);
    }
  }

  /// The stream of one lease.
  private final class Renewals extends ClientCall.Listener<LeaseKeepAliveResponse> {
    private final LeaseKeepAliveRequest renewal;
    private final ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call;

    private Renewals(long lease) {
      renewal = LeaseKeepAliveRequest.newBuilder().setID(lease).build();
      call = channel.newCall(LeaseGrpc.getLeaseKeepAliveMethod(), CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(1);
    }

    private void next() {
      turn = run.take();
      if (turn == Run.Turn.OVER) {
        call.halfClose();
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
      call.sendMessage(renewal);
    }

    @Override
    public void onMessage(LeaseKeepAliveResponse renewed) {
      answered(renewed.getTTL() > 0 ? Status.OK : LOST);
      call.request(1);
      next();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (turn == Run.Turn.OVER) {
        run.clientIsIdle();
      } else {
        failed(status);
      }
    }
  }
}
