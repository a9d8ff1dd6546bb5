package service;

import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.List;
import mvccpb.Event;

/// A watch that a service of the member keeps for one of its callers, on the caller's thread.
final class InnerWatch implements Outflow<WatchResponse> {

  /// Hears what happens. Must not close the watch while it hears.
  interface Listener {

    /// Keys have changed; all of it in the order of revisions.
    void changed(List<Event> events);

    /// The watch has ended, by a compaction or a failure: there is nothing more to hear, and
    /// whoever wants to know more looks for himself.
    void ended();
  }

  private final Listener listener;
  private final Inflow<WatchRequest> requests;
  private boolean over;

  private InnerWatch(Watches watches, Listener listener, Caller caller) {
    this.listener = listener;
    this.requests = watches.open(this, caller);
  }

  /// Begins to watch.
  static InnerWatch open(
      Watches watches, WatchCreateRequest what, Listener listener, Caller caller) {
    var watch = new InnerWatch(watches, listener, caller);
    watch.requests.next(WatchRequest.newBuilder().setCreateRequest(what).build());
    return watch;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void send(WatchResponse response) {
    if (over) {
      return;
    }
    if (response.getCanceled()) {
      over();
    } else if (response.getEventsCount() > 0) {
      listener.changed(response.getEventsList());
    }
  }

  /// The one request has been sent.
  @Override
  public void pull() {}

  @Override
  public void end() {
    over();
  }

  @Override
  public void fail(Throwable why) {
    over();
  }

  private void over() {
    if (!over) {
      over = true;
      listener.ended();
    }
  }

  /// Stops watching; nothing more is heard.
  void close() {
    over = true;
    requests.gone();
  }
}
