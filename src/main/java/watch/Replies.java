package watch;

import etcd.Code;
import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.ResponseHeader;
import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import mvcc.View;
import mvccpb.Event;

/// Says what a stream has to say in etcd's messages.
final class Replies {

  /// Speaks of no watcher, or of all.
  private static final long NO_ID = -1;

  private final Client client;
  private final LongFunction<ResponseHeader> headers;
  private final int fragmentBytes;

  /// @param headers the header of an answer that speaks of a revision
  Replies(Client client, LongFunction<ResponseHeader> headers, int fragmentBytes) {
    this.client = client;
    this.headers = headers;
    this.fragmentBytes = fragmentBytes;
  }

  void created(long id, long revision) {
    client.send(response(id, revision).setCreated(true).build());
  }

  /// The answer to a creation that is not to be.
  void refused(String reason, long revision) {
    client.send(
        response(NO_ID, revision)
            .setCreated(true)
            .setCanceled(true)
            .setCancelReason(reason)
            .build());
  }

  void canceled(long id, long revision) {
    client.send(response(id, revision).setCanceled(true).build());
  }

  /// The watcher wants what a compaction has removed. In etcd such a header has no revision.
  void compacted(long id, long compactRevision) {
    client.send(response(id, 0).setCanceled(true).setCompactRevision(compactRevision).build());
  }

  /// All that a watcher wants of the revisions up to this one has been sent.
  void progress(long id, long revision) {
    client.send(response(id, revision).build());
  }

  /// All that any watcher wants of the revisions up to this one has been sent.
  void progressOfAll(long revision) {
    progress(NO_ID, revision);
  }

  /// @param view knows the pairs before the events
  /// @param revision up to which there is nothing else to send to the watcher
  void events(Watcher watcher, List<Event> events, View view, long revision) {
    var response = response(watcher.id, revision);
    if (watcher.wantsPrevious) {
      events.forEach(event -> response.addEvents(withPrevious(event, view)));
    } else {
      response.addAllEvents(events);
    }
    var whole = response.build();
    if (watcher.wantsFragments
        && whole.getEventsCount() > 1
        && whole.getSerializedSize() >= fragmentBytes) {
      fragments(whole);
    } else {
      client.send(whole);
    }
  }

  private static Event withPrevious(Event event, View view) {
    var pair = event.getKv();
    if (event.getType() == Event.EventType.PUT
        && pair.getCreateRevision() == pair.getModRevision()) {
      return event;
    }
    var previous = view.before(pair.getKey(), pair.getModRevision());
    return previous == null ? event : event.toBuilder().setPrevKv(previous).build();
  }

  /// Sends parts that are smaller than the limit where single events let them; nothing between.
  private void fragments(WatchResponse whole) {
    var empty = whole.toBuilder().clearEvents().build();
    int room = fragmentBytes - empty.toBuilder().setFragment(true).build().getSerializedSize();
    List<Event> part = new ArrayList<>();
    int bytes = 0;
    for (var event : whole.getEventsList()) {
      int size = WatchResponse.newBuilder().addEvents(event).build().getSerializedSize();
      if (!part.isEmpty() && bytes + size >= room) {
        client.send(empty.toBuilder().setFragment(true).addAllEvents(part).build());
        part.clear();
        bytes = 0;
      }
      part.add(event);
      bytes += size;
    }
    client.send(empty.toBuilder().addAllEvents(part).build());
  }

  private WatchResponse.Builder response(long id, long revision) {
    return WatchResponse.newBuilder().setHeader(headers.apply(revision)).setWatchId(id);
  }

  /// A refusal as the Go program writes an error with a gRPC status.
  static String reason(EtcdException refused) {
    return "rpc error: code = %s desc = %s"
        .formatted(inGo(refused.error().code()), refused.error().text());
  }

  /// The refusal of a watcher on a stream that has as many as it may have.
  static String tooMany(int watchers) {
    return EtcdError.TOO_MANY_REQUESTS.text()
        + ": %d watchers on one stream, those included that were not canceled after a compaction"
            .formatted(watchers)
        + " (sampo.watch.max-watchers-per-stream)";
  }

  private static String inGo(Code code) {
    return Arrays.stream(code.name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
