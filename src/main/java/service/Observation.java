package service;

import com.google.protobuf.ByteString;
import etcdserverpb.RangeResponse;
import etcdserverpb.ResponseHeader;
import etcdserverpb.WatchCreateRequest;
import java.util.List;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;
import v3electionpb.LeaderRequest;
import v3electionpb.LeaderResponse;

/// One client's view of an election: it looks who is first in the line, tells, and watches that key
/// until it is gone; then it looks again. While nobody is there it watches the whole line.
///
/// Of several values between two looks at a slow client only the last is told.
final class Observation implements Inflow<LeaderRequest>, InnerWatch.Listener {

  private final WaitingLine.Ground ground;
  private final Outflow<LeaderResponse> client;
  private final Caller caller;
  private ByteString name = ByteString.EMPTY;
  private ResponseHeader header = ResponseHeader.getDefaultInstance();
  private @Nullable InnerWatch watch;
  private @Nullable LeaderResponse untold;

  /// Whether nobody is in the line, so that whoever comes leads.
  private boolean awaitsAnyone;

  private boolean looking;
  private boolean over;

  Observation(WaitingLine.Ground ground, Outflow<LeaderResponse> client, Caller caller) {
    this.ground = ground;
    this.client = client;
    this.caller = caller;
  }

  @Override
  public void next(LeaderRequest request) {
    name = request.getName();
    look();
  }

  /// The one request has come.
  @Override
  public void halfClosed() {}

  @Override
  public void ready() {
    if (untold != null && client.isReady()) {
      var response = untold;
      untold = null;
      client.send(response);
    }
  }

  @Override
  public void gone() {
    over = true;
    stopWatching();
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    var unused =
        ground
            .kv()
            .range(WaitingLine.first(name), caller)
            .whenCompleteAsync(this::seen, caller.thread());
  }

  private void seen(@Nullable RangeResponse first, @Nullable Throwable failure) {
    looking = false;
    stopWatching();
    if (over) {
      return;
    }
    if (first == null) {
      over = true;
      client.fail(WaitingLine.asUnknown(failure == null ? new IllegalStateException() : failure));
      return;
    }
    header = first.getHeader();
    var what = WatchCreateRequest.newBuilder().setStartRevision(header.getRevision() + 1);
    if (first.getKvsCount() == 0) {
      var line = WaitingLine.prefixOf(name);
      what.setKey(line)
          .setRangeEnd(WaitingLine.endOf(line))
          .addFilters(WatchCreateRequest.FilterType.NODELETE);
    } else {
      tell(first.getKvs(0), header.getRevision());
      what.setKey(first.getKvs(0).getKey());
    }
    awaitsAnyone = first.getKvsCount() == 0;
    watch = InnerWatch.open(ground.watches(), what.build(), this, caller);
  }

  @Override
  public void changed(List<Event> events) {
    if (looking) {
      return;
    }
    for (Event event : events) {
      if (awaitsAnyone || event.getType() == Event.EventType.DELETE) {
        look();
        return;
      }
      tell(event.getKv(), event.getKv().getModRevision());
    }
  }

  @Override
  public void ended() {
    look();
  }

  private void tell(KeyValue leader, long revision) {
    untold =
        LeaderResponse.newBuilder()
            .setHeader(header.toBuilder().setRevision(revision))
            .setKv(leader)
            .build();
    ready();
  }

  private void stopWatching() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}
