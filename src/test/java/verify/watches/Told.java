package verify.watches;

import com.google.protobuf.ByteString;
import etcdserverpb.ResponseHeader;
import etcdserverpb.WatchCancelRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;
import verify.Breach;
import verify.Promise;

/// A little history, and messages about it as members send them.
///
/// At revision 2 `a` is made, at 3 `b`, at 4 both are written at once, at 5 `a` is deleted, at 6 it
/// is made again.
final class Told {

  static final Event MADE_A = put("a", "1", 2, 2, 1, null);
  static final Event MADE_B = put("b", "2", 3, 3, 1, null);
  static final Event WROTE_A = put("a", "3", 4, 2, 2, MADE_A.getKv());
  static final Event WROTE_B = put("b", "3", 4, 3, 2, MADE_B.getKv());
  static final Event DELETED_A = deletion("a", 5, WROTE_A.getKv());
  static final Event REMADE_A = put("a", "4", 6, 6, 1, null);
  static final List<Event> ALL = List.of(MADE_A, MADE_B, WROTE_A, WROTE_B, DELETED_A, REMADE_A);

  private Told() {}

  static Annals annals() {
    return Annals.of(ALL.stream());
  }

  static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /// @param previous null for a key that was not there
  static Event put(
      String key,
      String value,
      long revision,
      long made,
      long version,
      @Nullable KeyValue previous) {
    var pair =
        KeyValue.newBuilder()
            .setKey(utf8(key))
            .setValue(utf8(value))
            .setModRevision(revision)
            .setCreateRevision(made)
            .setVersion(version);
    var event = Event.newBuilder().setKv(pair);
    return previous == null ? event.build() : event.setPrevKv(previous).build();
  }

  static Event deletion(String key, long revision, KeyValue previous) {
    return Event.newBuilder()
        .setType(Event.EventType.DELETE)
        .setKv(KeyValue.newBuilder().setKey(utf8(key)).setModRevision(revision))
        .setPrevKv(previous)
        .build();
  }

  /// Of all keys, with the pairs before.
  static WatchCreateRequest from(long revision) {
    return WatchCreateRequest.newBuilder()
        .setKey(utf8("a"))
        .setRangeEnd(utf8("z"))
        .setPrevKv(true)
        .setStartRevision(revision)
        .build();
  }

  static Tape.Line asked(WatchCreateRequest request) {
    return new Tape.Asked(WatchRequest.newBuilder().setCreateRequest(request).build());
  }

  static Tape.Line askedToCancel(long id) {
    return new Tape.Asked(
        WatchRequest.newBuilder()
            .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
            .build());
  }

  static Tape.Line compacted(long revision) {
    return new Tape.Compacted(revision);
  }

  static Tape.Line created(long id) {
    return told(WatchResponse.newBuilder().setCreated(true).setWatchId(id).setHeader(header(6)));
  }

  static Tape.Line events(Event... events) {
    return told(message(events));
  }

  static Tape.Line part(Event... events) {
    return told(message(events).setFragment(true));
  }

  private static WatchResponse.Builder message(Event... events) {
    return WatchResponse.newBuilder().setHeader(header(6)).addAllEvents(List.of(events));
  }

  static Tape.Line progress(long revision) {
    return told(WatchResponse.newBuilder().setWatchId(-1).setHeader(header(revision)));
  }

  static Tape.Line canceled(long id, long compactRevision) {
    return told(
        WatchResponse.newBuilder()
            .setCanceled(true)
            .setWatchId(id)
            .setCompactRevision(compactRevision));
  }

  private static ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder().setRevision(revision).build();
  }

  private static Tape.Line told(WatchResponse.Builder response) {
    return new Tape.Told(0, response.build());
  }

  /// What is broken by a watcher of all from a revision that is told so.
  static List<Promise> broken(long start, Tape.Line... lines) {
    return broken(from(start), lines);
  }

  static List<Promise> broken(WatchCreateRequest request, Tape.Line... lines) {
    var all = new ArrayList<>(List.of(asked(request), created(0)));
    all.addAll(List.of(lines));
    return broken(all);
  }

  static List<Promise> broken(List<Tape.Line> lines) {
    return broken(annals(), lines);
  }

  static List<Promise> broken(Annals annals, List<Tape.Line> lines) {
    var breaches = new ArrayList<Breach>();
    StreamJudge.judge(new Tape("somebody", lines), annals, breaches::add);
    return breaches.stream().map(Breach::promise).toList();
  }
}
