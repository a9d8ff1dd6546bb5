package mvcc;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import mvccpb.Event;
import mvccpb.KeyValue;

/// What happened at one store revision. Immutable.
///
/// @param revision the store revision
/// @param events in the order of the operations; a deletion has only key and mod_revision
/// @param bytes about what the events take in memory
public record Moment(long revision, List<Event> events, long bytes) {

  /// What an event takes beside key and value.
  private static final long OVERHEAD_BYTES = 200;

  public Moment {
    events = List.copyOf(events);
  }

  static Moment of(long revision, List<Event> events) {
    long bytes = 0;
    for (Event event : events) {
      bytes += bytes(event);
    }
    return new Moment(revision, events, bytes);
  }

  /// About what an event takes in memory, or in a message.
  public static long bytes(Event event) {
    return OVERHEAD_BYTES + event.getKv().getKey().size() + event.getKv().getValue().size();
  }

  /// What the changes of a batch made happen, by revision.
  static List<Moment> of(List<Change> changes) {
    List<Moment> moments = new ArrayList<>();
    int begin = 0;
    for (int i = 1; i <= changes.size(); i++) {
      long main = changes.get(begin).state().main();
      if (i == changes.size() || changes.get(i).state().main() != main) {
        moments.add(of(main, changes.subList(begin, i).stream().map(Moment::event).toList()));
        begin = i;
      }
    }
    return moments;
  }

  private static Event event(Change change) {
    return change.state().isTombstone()
        ? deletion(change.pair().getKey(), change.state().main())
        : put(change.pair());
  }

  static Event put(KeyValue pair) {
    return Event.newBuilder().setKv(pair).build();
  }

  static Event deletion(ByteString key, long revision) {
    return Event.newBuilder()
        .setType(Event.EventType.DELETE)
        .setKv(KeyValue.newBuilder().setKey(key).setModRevision(revision))
        .build();
  }
}
