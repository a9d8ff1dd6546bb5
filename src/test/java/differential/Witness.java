package differential;

import com.google.protobuf.Message;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import mvccpb.Event;

/// Sees every event of a party, so as to tell which of them its watchers still wait for.
final class Witness implements Party.Open {

  private static final WatchCreateRequest EVERYTHING =
      WatchCreateRequest.newBuilder()
          .setKey(Keys.ZERO)
          .setRangeEnd(Keys.ZERO)
          .setPrevKv(true)
          .build();

  private final Talk<WatchRequest, WatchResponse> talk;
  private final List<Event> events = new ArrayList<>();
  private final long start;
  private int told;

  Witness(Party party) {
    talk = party.talk(WatchGrpc.getWatchMethod(), "");
    talk.say(WatchRequest.newBuilder().setCreateRequest(EVERYTHING).build());
    if (!(talk.hear(Party.PATIENCE_MILLIS) instanceof Talk.Word<WatchResponse>(var response))
        || !response.getCreated()) {
      throw new AssertionError("no watcher was created");
    }
    start = response.getHeader().getRevision();
  }

  /// Waits for the events of a revision, which is the last one.
  ///
  /// @return those that are new since it was last asked
  Answer awaitRevision(long revision) {
    while (last() < revision
        && talk.hear(Party.PATIENCE_MILLIS) instanceof Talk.Word<WatchResponse>(var response)) {
      events.addAll(response.getEventsList());
    }
    List<Answer> news = new ArrayList<>();
    events.subList(told, events.size()).forEach(event -> news.add(Answer.of((Message) event)));
    told = events.size();
    return new Answer.Many(news);
  }

  /// All events so far.
  List<Event> events() {
    return events;
  }

  /// Waits until a watcher that now starts at the last event has caught up, and with it all that
  /// started in the past before it.
  void awaitCaughtUp(Party party) {
    if (events.isEmpty()) {
      return;
    }
    Event latest = events.getLast();
    WatchStream late = new WatchStream(party, "");
    late.create(
        WatchCreateRequest.newBuilder()
            .setKey(latest.getKv().getKey())
            .setStartRevision(latest.getKv().getModRevision())
            .build());
    if (!late.awaitEvent(0)) {
      throw new AssertionError("a watcher does not catch up");
    }
    late.cancel();
  }

  private long last() {
    return events.isEmpty() ? start : events.getLast().getKv().getModRevision();
  }

  @Override
  public void cancel() {
    talk.cancel();
  }
}
