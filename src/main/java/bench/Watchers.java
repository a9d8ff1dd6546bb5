package bench;

import com.google.protobuf.ByteString;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// Some watchers of one key that share a stream.
final class Watchers extends ClientCall.Listener<Heard> {

  private static final int WINDOW_MESSAGES = 1_000;

  private final WatchRequest request;
  private final int count;
  private final Audience audience;
  private final Tally tally;
  private @Nullable ClientCall<WatchRequest, Heard> call;
  private int created;
  private int taken;

  Watchers(ByteString key, int count, Audience audience, Tally tally) {
    this.request =
        WatchRequest.newBuilder()
            .setCreateRequest(WatchCreateRequest.newBuilder().setKey(key))
            .build();
    this.count = count;
    this.audience = audience;
    this.tally = tally;
  }

  /// Opens the stream; a watcher is created when the one before it is.
  void start(Channel channel) {
    ClientCall<WatchRequest, Heard> opened = channel.newCall(Heard.METHOD, CallOptions.DEFAULT);
    call = opened;
    opened.start(this, new Metadata());
    opened.request(WINDOW_MESSAGES);
    opened.sendMessage(request);
  }

  void cancel() {
    if (call != null) {
      call.cancel("the run is over", null);
    }
  }

  @Override
  public void onMessage(Heard heard) {
    long now = System.nanoTime();
    askForMore();
    if (heard.answer().getCreated()) {
      created(heard.answer());
      return;
    }
    if (audience.counts()) {
      for (long sent : heard.sentNanos()) {
        tally.add(now - sent, Status.OK);
      }
    }
    audience.hear(heard.sentNanos().length);
  }

  /// Half a window at a time: each asking has its price.
  private void askForMore() {
    if (++taken == WINDOW_MESSAGES / 2 && call != null) {
      call.request(taken);
      taken = 0;
    }
  }

  private void created(WatchResponse response) {
    if (response.getCanceled()) {
      tally.add(0, Status.FAILED_PRECONDITION.withDescription(response.getCancelReason()));
      return;
    }
    audience.seat();
    created++;
    if (created < count && call != null) {
      call.sendMessage(request);
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (status.getCode() != Status.Code.CANCELLED) {
      tally.add(0, status);
    }
  }
}
